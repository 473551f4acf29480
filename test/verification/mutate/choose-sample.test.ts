import { expect, it } from 'vitest';
import { chooseSample, type MutantPlace } from '../../../verification/mutate/choose-sample.ts';

function mutantsOf(fileName: string, count: number): MutantPlace[] {
  return Array.from({ length: count }, (_, i) => ({
    fileName,
    location: { start: { line: i >> 1, column: 3 } },
    replacement: i % 2 ? 'true' : 'false',
  }));
}
const mutants = [...mutantsOf('a.ts', 50), ...mutantsOf('b.ts', 50)];

it('a sample has as many mutants as were asked for, each once, or all there are', () => {
  expect(chooseSample(mutants, 30, 1).size).toBe(30);
  expect(chooseSample(mutants, 200, 1)).toEqual(new Set(mutants));
});

it('the seed decides the sample, not the order or the numbers of the mutants', () => {
  const chosen = chooseSample(mutants, 30, 1);
  expect(chooseSample(mutants.toReversed(), 30, 1)).toEqual(chosen);
  expect(chooseSample(mutants, 30, 2)).not.toEqual(chosen);
});

it('a larger sample holds the smaller one, so that a longer run goes on from a shorter', () => {
  const larger = chooseSample(mutants, 60, 1);
  for (const mutant of chooseSample(mutants, 30, 1)) expect(larger).toContain(mutant);
});
