import type { Features } from './observation.ts';

/**
 * What writers put where they have no measurement, in lower case: nothing, and the words of pandas and R (`NA`, `<NA>`,
 * `NaN`, `NaT`, `None`), of JavaScript (`undefined`), of JSON and SQL (`null`, `\N`), of Excel (`#N/A`), of C (`-nan`,
 * `1.#IND`) and of the UCI repository (`?`).
 */
export const MISSING_WORDS = [
  '',
  'null',
  'nil',
  'none',
  'undefined',
  'nan',
  '-nan',
  '+nan',
  '-nan(ind)',
  '1.#ind',
  '-1.#ind',
  '1.#qnan',
  '-1.#qnan',
  'nat',
  'na',
  '<na>',
  'n/a',
  '#n/a',
  '#na',
  '#n/a n/a',
  '?',
  '\\n',
] as const;

const WORDS: ReadonlySet<string> = new Set(MISSING_WORDS);
const LONGEST_WORD = Math.max(...MISSING_WORDS.map((word) => word.length));

/**
 * Says whether a text stands for a value that is not there, at every door: in a cell of a file, a line of the stream, a
 * string of JSON. For features alone: a source, an id or a label may be called `NA`.
 */
export function isMissing(text: string): boolean {
  if (text === '') return true;
  const word = text.trim();
  return word.length <= LONGEST_WORD && WORDS.has(word.toLowerCase());
}

/**
 * Takes out of an observation the numbers that its writer puts where there is no measurement, like -200.
 *
 * @param markers what these numbers are
 * @returns the same features where none is one of them
 */
export function withoutMarkers(features: Features, markers: readonly number[]): Features {
  const isMarker = (value: number | null) => value !== null && markers.includes(value);
  const values: readonly (number | null)[] = Object.values(features);
  if (!values.some(isMarker)) return features;
  const unmarked = values.map((value) => (isMarker(value) ? null : value));
  if (Array.isArray(features)) return unmarked;
  return Object.fromEntries(Object.keys(features).map((name, i) => [name, unmarked[i]]));
}
