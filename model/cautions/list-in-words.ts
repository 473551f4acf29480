const MOST_SHOWN = 10;

/** Parts of a sentence, the first ten: `a, b and c`, `a, b, ... and 3 more`. */
export function listInWords(parts: readonly string[]): string {
  const more = parts.length - MOST_SHOWN;
  const shown = more > 0 ? [...parts.slice(0, MOST_SHOWN), `${more.toLocaleString('en')} more`] : parts;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** The ends of a range for people: six digits of each, or all where six do not tell them apart. */
export function readableRange(low: number, high: number): [string, string] {
  const [shortLow, shortHigh] = [low, high].map((value) => String(Number(value.toPrecision(6))));
  return low < high && shortLow === shortHigh ? [String(low), String(high)] : [shortLow, shortHigh];
}
