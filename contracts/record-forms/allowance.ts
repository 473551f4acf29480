import { malformed, type Problem } from '../result.ts';

/** An observation is some 20 bytes at the least: more than this many in one record is a mistake or an attack. */
export const MAX_OBSERVATIONS_PER_RECORD = 100_000;
/** A gzip bomb goes off after this many bytes. Over all parts of a record together. */
export const MAX_UNPACKED_BYTES = 10 * 1024 * 1024;
/** Twenty for each observation. A value has two bytes of text at least, and takes up to a hundred bytes of memory. */
export const MAX_VALUES_PER_RECORD = 2_000_000;
/** What parts that cannot be read are kept with, over all of them: thousands of rows under a header of some kilobytes. */
export const MAX_COPIED_CHARACTERS = 32 * 1024 * 1024;

/**
 * What one record may still cost, over everything that it holds and however that is packed. Every decoder takes from it
 * before it spends, and stops when there is no more: what was decoded until then counts for nothing, and the record is
 * kept whole.
 *
 * Only what comes out of gzip is counted in bytes, and in values what comes out of gzip or out of a text in JSON. What
 * is in the record as it stands has few enough.
 */
export class Allowance {
  #observations = MAX_OBSERVATIONS_PER_RECORD;
  #unpackedBytes = MAX_UNPACKED_BYTES;
  #values = MAX_VALUES_PER_RECORD;
  #copiedCharacters = MAX_COPIED_CHARACTERS;
  #excess: Problem | undefined;

  /** What the record has too much of. Undefined as long as it keeps within its allowance. */
  get excess(): Problem | undefined {
    return this.#excess;
  }

  /** How many bytes may still come out of gzip. Going over them is the packed part's own problem, not the record's. */
  get unpackedBytes(): number {
    return this.#unpackedBytes;
  }

  /** @returns whether what came out of gzip may be decoded */
  takeUnpacked(text: Uint8Array): boolean {
    this.#unpackedBytes -= text.length;
    this.#values -= countValues(text);
    if (this.#values < 0) this.#excess ??= tooManyValues().problem;
    return this.#excess === undefined;
  }

  /** @returns whether JSON in a text may be decoded; its bytes were counted with the text around it */
  takeNested(text: string): boolean {
    this.#values -= countValues(ENCODER.encode(text));
    if (this.#values < 0) this.#excess ??= tooManyValues().problem;
    return this.#excess === undefined;
  }

  /** @returns whether a part that cannot be read may be kept with this, which stands once in the record */
  takeCopy(text: string): boolean {
    this.#copiedCharacters -= text.length;
    if (this.#copiedCharacters < 0) this.#excess ??= tooManyCopies().problem;
    return this.#excess === undefined;
  }

  /** @returns whether there may be so many more; a piece that cannot be read is an observation too */
  takeObservations(count: number): boolean {
    this.#observations -= count;
    if (this.#observations < 0) this.#excess ??= tooManyObservations().problem;
    return this.#excess === undefined;
  }
}

/** Makes the problem of a record with more observations than one may hold. */
export function tooManyObservations() {
  const message = `a record must hold at most ${MAX_OBSERVATIONS_PER_RECORD} observations, got more`;
  return malformed('too_many_observations', '', message);
}

function tooManyValues() {
  const message = `a record must hold at most ${MAX_VALUES_PER_RECORD} values, got more`;
  return malformed('too_many_values', '', message);
}

function tooManyCopies() {
  const most = `${MAX_COPIED_CHARACTERS} characters with the header for each of them`;
  return malformed(
    'too_many_values',
    '',
    `the rows of a table that cannot be read must have at most ${most}, got more`,
  );
}

/**
 * The values in a text of any form, so far as they cost memory beyond their observation: each comma has one behind it,
 * and objects and arrays take as much as two.
 */
function countValues(text: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (byte === COMMA) count++;
    else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) count += 2;
  }
  return count;
}

const ENCODER = new TextEncoder();
const [COMMA, OPEN_BRACKET, OPEN_BRACE] = Array.from(',[{', (char) => char.charCodeAt(0));
