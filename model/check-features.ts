/** As many as the detector's format can number. */
const MOST = 65_534;

/**
 * Checks the names of a model's features: values travel by name, so each has one of its own.
 *
 * @throws {Error} where these cannot be the features of a model
 */
export function checkFeatures(features: readonly string[]): void {
  if (features.length === 0) throw new Error('there are no features; at least 1 numeric column is needed');
  if (features.length > MOST) throw new Error(`there are ${features.length} features; at most ${MOST} are supported`);
  const nameless = features.indexOf('');
  if (nameless !== -1) throw new Error(`feature ${nameless + 1} of ${features.length} has no name; give it one`);
  const seen = new Set<string>();
  for (const name of features) {
    if (seen.has(name)) throw new Error(`the feature ${JSON.stringify(name)} is there twice; names must differ`);
    seen.add(name);
  }
}
