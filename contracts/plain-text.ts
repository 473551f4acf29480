/**
 * What hides, breaks or reorders text, by Unicode's own properties: controls, format characters, halves of surrogate
 * pairs, line and paragraph separators, whatever is shown as nothing (Default_Ignorable_Code_Point: fillers, joiners,
 * selectors, tags), and noncharacters, of which XML 1.0 (and so SNS) refuses two.
 *
 * An emoji that Unicode recommends is matched first and stays whole: its joiners and selectors show as one picture. Not
 * so the flags that are spelled in tags, which many fonts show as one black flag.
 */
const emojiOrNotPlain = () =>
  /([\p{RGI_Emoji}--\p{RGI_Emoji_Tag_Sequence}])|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gv;

/** Made once, and only where text is shown: it takes milliseconds, because it names every emoji. */
let pattern: RegExp | undefined;

/** One line that shows what it says: nothing in a name may make a message look like another one. In linear time. */
export function toPlainText(text: string): string {
  pattern ??= emojiOrNotPlain();
  return text.replace(pattern, (_, emoji: string | undefined) => emoji ?? '\ufffd');
}
