/** A value beside what is usual for it, in words. */
export interface RangeWords {
  readonly value: string;
  readonly low: string;
  readonly high: string;
}

/** Writes the ends of a range to a tenth or fiftieth of it, a value to four digits, and all so that the two differ. */
export function rangeWords(value: number, { low, high }: { readonly low: number; readonly high: number }): RangeWords {
  const outside = Math.max(value - high, low - value);
  const telling = outside > 0 ? leadingDigit(outside) : Number.POSITIVE_INFINITY;
  const ends = Math.min(leadingDigit((high - low) / 5), telling);
  const readable = Math.min(1, leadingDigit(value) / 1000) || 1;
  return {
    value: roundedTo(value, Math.min(readable, telling)),
    low: roundedTo(low, ends),
    high: roundedTo(high, ends),
  };
}

/** Gives the power of ten of a number's first digit: 100 for 187.2; 0 for 0. */
export function leadingDigit(value: number): number {
  return value === 0 ? 0 : 10 ** Math.floor(Math.log10(Math.abs(value)));
}

/** Writes a number to a power of ten, without trailing zeros: 187.2346 to 0.1 is 187.2. */
export function roundedTo(value: number, step: number): string {
  if (!(step > 1e-12 && step < 1e12)) return value === 0 ? '0' : value.toPrecision(4);
  const decimals = -Math.round(Math.log10(step));
  return String(decimals >= 0 ? Number(value.toFixed(decimals)) : Math.round(value / step) * step);
}
