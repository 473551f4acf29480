import { malformed } from '../result.ts';
import { excerpt } from './excerpt.ts';
import { readJsonSequence } from './json-sequence.ts';

/** How texts begin that were encoded once too often, and what they are. */
const ENCODED_TWICE: readonly (readonly [start: string, what: string])[] = [
  // What `{"` becomes: the aws CLI 1 and the SDKs encode by themselves.
  ['eyJ', 'base64 of JSON'],
  ['H4sI', 'base64 of gzip'],
  ['"{', 'JSON in a text of JSON'],
  ['"[', 'JSON in a text of JSON'],
];

/** Says whether a text begins as a JSON object or array. */
export function isJson(text: string): boolean {
  return text[0] === '{' || text[0] === '[';
}

/** Makes the problem of a text that is in none of the forms. */
export function unreadable(text: string) {
  if (isJson(text)) {
    const { rest } = readJsonSequence(text, { salvage: true });
    return notJson(rest?.problem ?? `it starts with ${excerpt(text)} and has a text that no JSON has`);
  }
  const [, what] = ENCODED_TWICE.find(([start]) => text.startsWith(start)) ?? [];
  const hint = what === undefined ? '' : `, which is ${what}: it was encoded twice`;
  return malformed('unreadable', '', `neither JSON nor a line of numbers: it starts with ${excerpt(text)}${hint}`);
}

/** Makes the problem of JSON that breaks somewhere. */
export function notJson(problem: string) {
  return malformed('unreadable', '', `not JSON: ${problem}`);
}
