import * as z from 'zod/mini';

/** Holds a number to what scikit-learn could have written. @param wanted in words for people */
export const inRange = (holds: (value: number) => boolean, wanted: string) =>
  z.refine<number>(holds, { error: `wanted ${wanted}` });

/** The share of the training rows that was to lie beyond the offset. */
export const contamination = z.union([
  z.literal('auto'),
  z.number().check(inRange((share) => share > 0 && share <= 0.5, 'auto, or a share above 0 and up to 0.5')),
]);

/** What a StandardScaler takes from each feature, and what it divides it by; 0 and 1 where there is none. */
export const scaling = z.object({
  means: z.array(z.number()),
  deviations: z.array(z.number().check(inRange((deviation) => deviation > 0, 'a number above 0'))),
});

/**
 * Puts the rows of a matrix one after the other. @throws {Error} naming a row that is longer or shorter than the others
 */
export function rowMajor(name: string, matrix: readonly (readonly number[])[], width: number): Float64Array {
  for (const [i, row] of matrix.entries()) checkLength(`${name}.${i}`, row, width);
  return Float64Array.from(matrix.flat());
}

/** Makes numbers of a list. @throws {Error} where there are more or fewer than wanted */
export function vectorOf(name: string, values: readonly number[], wanted: number): Float64Array {
  checkLength(name, values, wanted);
  return Float64Array.from(values);
}

function checkLength(name: string, { length }: readonly number[], wanted: number): void {
  if (length !== wanted) throw new Error(`${name} has ${length} numbers, wanted ${wanted}; export the model again`);
}
