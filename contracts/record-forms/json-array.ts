/**
 * The texts of the elements of a JSON array, as they were written: `JSON.parse` forgets what 1e999 or a duplicate key looked like, and what
 * goes to quarantine goes whole.
 *
 * @param text valid JSON, an array
 */
export function splitJsonArray(text: string): string[] {
  const elements: string[] = [];
  let depth = 0;
  let inString = false;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') {
      inString = true;
    } else if (char === '[' || char === '{') {
      if (depth++ === 0) from = at + 1;
    } else if (char === ']' || char === '}') {
      if (--depth === 0) elements.push(text.slice(from, at).trim());
    } else if (char === ',' && depth === 1) {
      elements.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return elements;
}
