/** As long as a source may be. */
const MOST_CHARACTERS = 256;
/** How long matching takes grows with the power of these: three take 20 ms for the worst name, four a second. */
const MOST_WILDCARDS = 3;

/** What a glob must be, for messages. */
export const GLOB_WANTED = `must be a glob like pump-* or {north,south}-*, of 1 to ${MOST_CHARACTERS} characters and at most ${MOST_WILDCARDS} of * and {`;

/** Whether a text is a glob that matches any name in little time. */
export function isGlob(text: string): boolean {
  if (text.length < 1 || text.length > MOST_CHARACTERS) return false;
  return (text.match(/\*+|\{/g) ?? []).length <= MOST_WILDCARDS;
}
