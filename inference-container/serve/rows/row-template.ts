/** What rows that are written alike have in common: all but their numbers. */
export interface RowTemplate {
  /** The text before each number, and the text after the last one. */
  readonly texts: readonly Buffer[];
  /** By number: the feature that it is the value of; undefined where the model does not want it. */
  readonly features: readonly (number | undefined)[];
  /** What stands between two rows. */
  readonly gap: Buffer;
}

/** A string, or a number outside of one. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
/** The only object in the features of a row that carries names. */
const NAMED = /^\s*\{\s*"features"\s*:\s*\{/;

/**
 * The template of a row of plain JSON: `[1,2]`, `{"features":[1,2]}` or `{"features":{"a":1,"b":2}}`, with a number for each feature.
 *
 * @param row its bytes, known to be such a row
 * @param quotedNames of the model's features, as JSON writes them
 */
export function rowTemplate(row: Buffer, gap: Buffer, quotedNames: readonly Buffer[]): RowTemplate {
  // each byte as one character, so that what is cut here is bytes again
  const text = row.toString('latin1');
  const names = NAMED.test(text) ? quotedNames.map((name) => name.toString('latin1')) : undefined;
  const texts: Buffer[] = [];
  const features: (number | undefined)[] = [];
  let from = 0;
  let lastString = '';
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token.startsWith('"')) {
      lastString = token;
      continue;
    }
    texts.push(Buffer.from(text.slice(from, index), 'latin1'));
    from = index + token.length;
    const feature = names ? names.indexOf(lastString) : features.length;
    features.push(feature < 0 ? undefined : feature);
  }
  texts.push(Buffer.from(text.slice(from), 'latin1'));
  return { texts, features, gap };
}
