import {
  BACKSLASH,
  type ByteCursor,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from './byte-cursor.ts';

const FEATURES_KEY = Buffer.from('"features"');

/**
 * Reads the rows that nearly all rows are, from bytes straight into the vector: `[1,2]`, `{"features":[1,2]}` and
 * `{"features":{"a":1,"b":2}}` where each wanted feature has a finite number. It leaves every other row alone, good or
 * bad, for the engine's own reader of JSON.
 */
export class FastPathRowReader {
  readonly #featureCount: number;
  /** Each feature name as JSON writes it, quotes included. */
  readonly #quotedNames: readonly Buffer[];
  /** By feature: the last row that had it, so that nothing is cleared between rows. */
  readonly #lastSeenInRow: Uint32Array;
  #row = 0;

  /** @param features of the model, in its order */
  constructor(features: readonly string[]) {
    this.#featureCount = features.length;
    this.#quotedNames = features.map((name) => Buffer.from(JSON.stringify(name)));
    this.#lastSeenInRow = new Uint32Array(features.length);
  }

  /**
   * Takes the row at the cursor.
   *
   * @param out gets a value for each feature, from `offset` on
   * @returns false, and the cursor and the vector at `offset` in any state, if the row is not a plain one
   */
  take(cursor: ByteCursor, out: Float64Array, offset: number): boolean {
    if (cursor.take(OPEN_BRACKET)) return this.#takeValues(cursor, out, offset);
    if (!cursor.take(OPEN_BRACE)) return false;
    cursor.skipSpace();
    if (!cursor.takeBytes(FEATURES_KEY) || !cursor.take(COLON)) return false;
    const taken = cursor.take(OPEN_BRACKET)
      ? this.#takeValues(cursor, out, offset)
      : cursor.take(OPEN_BRACE) && this.#takeNamedValues(cursor, out, offset);
    return taken && cursor.take(CLOSE_BRACE);
  }

  #takeValues(cursor: ByteCursor, out: Float64Array, offset: number): boolean {
    const last = this.#featureCount - 1;
    for (let feature = 0; feature <= last; feature++) {
      cursor.skipSpace();
      const value = cursor.takeNumber();
      if (Number.isNaN(value) || !cursor.take(feature < last ? COMMA : CLOSE_BRACKET)) return false;
      out[offset + feature] = value;
    }
    return true;
  }

  #takeNamedValues(cursor: ByteCursor, out: Float64Array, offset: number): boolean {
    this.#row = (this.#row + 1) >>> 0;
    let found = 0;
    let expected = 0;
    do {
      // names mostly come in the order of the model, or at least in the same order every time
      cursor.skipSpace();
      const feature = this.#takeName(cursor, expected);
      if (feature === undefined || !cursor.take(COLON)) return false;
      cursor.skipSpace();
      const value = cursor.takeNumber();
      if (Number.isNaN(value)) return false;
      if (feature === UNKNOWN) continue;

      // the last of duplicate keys wins, as with JSON.parse
      out[offset + feature] = value;
      if (this.#lastSeenInRow[feature] !== this.#row) found++;
      this.#lastSeenInRow[feature] = this.#row;
      expected = feature + 1;
    } while (cursor.take(COMMA));
    return found === this.#featureCount && cursor.take(CLOSE_BRACE);
  }

  /** @returns the feature of this name; UNKNOWN for another plain name; undefined where the engine must read it */
  #takeName(cursor: ByteCursor, expected: number): number | undefined {
    const names = this.#quotedNames;
    if (expected < names.length && cursor.takeBytes(names[expected])) return expected;
    for (let feature = 0; feature < names.length; feature++) if (cursor.takeBytes(names[feature])) return feature;
    return takePlainString(cursor) ? UNKNOWN : undefined;
  }
}

const UNKNOWN = -1;

/** Passes a string of printable ASCII without escapes, and without spaces around it: it may be a name that is known. */
function takePlainString(cursor: ByteCursor): boolean {
  if (!cursor.take(QUOTE)) return false;
  const { bytes } = cursor;
  let byte = bytes[cursor.at];
  if (byte === SPACE) return false;
  while (byte >= 0x20 && byte < 0x7f && byte !== BACKSLASH) {
    cursor.at++;
    if (byte === QUOTE) return bytes[cursor.at - 2] !== SPACE;
    byte = bytes[cursor.at];
  }
  return false;
}
