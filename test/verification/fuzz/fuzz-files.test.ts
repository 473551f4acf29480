import { expect, it } from 'vitest';
import { fuzzFiles } from '../../../verification/fuzz/fuzz-files.ts';

it('hostile files say the same at every door, or a sentence says why not', async () => {
  const { wrong, ...totals } = await fuzzFiles({ files: 150, seed: 1 });
  expect(wrong).toEqual([]);
  // The run is worth something only while it meets both in plenty.
  expect(totals.rows).toBeGreaterThan(200);
  expect(totals.setAside).toBeGreaterThan(0);
  expect(totals.refused).toBeGreaterThan(40);
  expect(totals.refused).toBeLessThan(100);
});
