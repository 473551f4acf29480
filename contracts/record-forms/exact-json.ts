/** An integer of 16 digits or more that is no text: below that a double holds each digit. */
const LONG_INTEGER = /[:,[\s]-?\d{16,}(?![\d.eE])/;
/** As long as an id or a source may be. */
const MAX_DIGITS = 256;

/**
 * Parses JSON. An integer beyond 2^53 comes as text, with the digits that stand there: as an id, a source or a label it
 * must keep the last of them, and as a feature or a time its text is read as the same number.
 *
 * @throws {SyntaxError} for text that is no JSON
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!LONG_INTEGER.test(text)) return value;
  try {
    return (JSON.parse as WithSource)(text, (_, member, { source }) => withAllDigits(member, source));
  } catch {
    // With a reviver, JSON can be nested too deep: no observation of ours is.
    return value;
  }
}

/** The third argument of ES2025, https://tc39.es/proposal-json-parse-with-source/: the text of a number. */
type WithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;

function withAllDigits(value: unknown, source: string | undefined): unknown {
  if (typeof value !== 'number' || source === undefined || Number.isSafeInteger(value)) return value;
  return source.length <= MAX_DIGITS && /^-?\d+$/.test(source) ? source : value;
}
