/** Beyond, people count no zeros. */
const MOST_DECADES = 9;

/** Says a surprise in words: `one in 12,600`. @param surprise of a verdict, in decades */
export function rarity(surprise: number): string {
  if (surprise > MOST_DECADES) return 'rarer than one in a billion';
  return `one in ${(10 ** surprise).toLocaleString('en', { maximumSignificantDigits: 3 })}`;
}
