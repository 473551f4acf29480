import { readJsonSequence } from '../../../contracts/record-forms/json-sequence.ts';

/** What a text of JSON says, or why it is none. */
type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

/** A longer text is read by the engine alone: looking into it takes time and memory that others wait for. */
const LONGEST_LENIENT = 1024 * 1024;

/**
 * Parses one value of JSON, in which the words may stand that Python writes for numbers: `NaN` is null, and `Infinity`
 * is one that no double holds.
 */
export function parseJson(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (text.length > LONGEST_LENIENT) return { ok: false, problem: error.message };
    const { values, rest } = readJsonSequence(text);
    const isOne = values.length === 1 && rest === undefined;
    return isOne ? parseWithoutWords(values[0].json) : { ok: false, problem: rest?.problem ?? error.message };
  }
}

/** The scanner passes over strings: an escape that is none is for the engine to see. */
function parseWithoutWords(json: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(json) };
  } catch (error) {
    return { ok: false, problem: (error as Error).message };
  }
}
