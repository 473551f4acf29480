import { EMPTY_POINTER, type ModelPointer, type PointerChange } from '../../../contracts/model-registry.ts';

/** The identity of a model of tests. */
export const TEST_MODEL = '7e57'.repeat(16);

/** A pointer with these changes, the first of which holds for everything. */
export function pointerTo(model: string, ...later: readonly Partial<PointerChange>[]): ModelPointer {
  const done = { atMs: 0, by: 'a test', why: 'it wants it' };
  const first: PointerChange = { model, holdsFromMs: 0, kind: 'deployed', ...done };
  return { ...EMPTY_POINTER, changes: [first, ...later.map((change) => ({ ...first, ...change }))] };
}

/** A sample's model judges what has one of these features. */
export function sampleOf(...sampleFeatures: readonly string[]): ModelPointer {
  const { changes, ...rest } = pointerTo(TEST_MODEL);
  return { ...rest, changes: changes.map((change) => ({ ...change, sampleFeatures })) };
}
