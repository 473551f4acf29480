import picomatch from 'picomatch';

/** Stands for a slash: in names of sources and features it is a character like any other. */
const SLASH = '\u{f8ff}';
/** What picomatch would take for a part of a regular expression. */
const LITERAL = /[()|+@!^$]/g;
/** Most installations have fewer sources in a shard's trouble at once. */
const MOST_KEPT = 1000;

/**
 * Makes a matcher of a glob: `*` is any text, `?` one character, `{a,b}` one of these, `[ab]` one of these characters,
 * and a backslash takes the meaning from what follows. Nothing else has one: a slash, a dot and parentheses are
 * themselves. Capitals differ.
 *
 * @param glob as `isGlob` of `contracts/glob.ts` takes it: others may take very long
 */
export function globMatcher(glob: string): (text: string) => boolean {
  if (/^\*+$/.test(glob)) return () => true;
  const escaped = glob.replaceAll(/\\?./gsu, (part) => (part.startsWith('\\') ? part : part.replace(LITERAL, '\\$&')));
  const options = { dot: true, noextglob: true, nonegate: true, windows: false, flags: 's' };
  const matches = picomatch(withoutSlashes(escaped), options);
  const known = new Map<string, boolean>();
  return (text) => {
    let answer = known.get(text);
    if (answer === undefined) {
      answer = text !== '' && matches(withoutSlashes(text));
      if (known.size >= MOST_KEPT) known.clear();
      known.set(text, answer);
    }
    return answer;
  };
}

function withoutSlashes(text: string): string {
  return text.replaceAll('/', SLASH);
}
