/**
 * Control characters (line breaks among them), and the invisible ones that reorder or hide text: nothing in a name may make a message look like
 * another one.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_PLAIN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** One line that shows what it says. */
export function toPlainText(text: string): string {
  return text.toWellFormed().replace(NOT_PLAIN, '\ufffd');
}
