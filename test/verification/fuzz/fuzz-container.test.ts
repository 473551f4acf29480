import { expect, it, onTestFinished } from 'vitest';
import { loadModel } from '../../../model/load-model.ts';
import { fuzzContainer } from '../../../verification/fuzz/fuzz-container.ts';
import { startLocalContainer } from '../../../verification/fuzz/local-container.ts';

it('hostile bodies of RecordIO get what the same rows get as JSON, or are told what is wrong with them', async () => {
  const model = await loadModel('samples/model');
  const { url, bugs, stop } = await startLocalContainer(model);
  onTestFinished(stop);
  const totals = await fuzzContainer({ bodies: 2000, seed: 1, url, width: model.features.length });
  expect(totals).toMatchObject({ bodies: 2000, wrong: [] });
  expect(bugs).toEqual([]);
  expect(totals.rows).toBeGreaterThan(6000);
  // The run is worth something only while it meets all that can be wrong.
  const met = ['not_recordio', 'not_a_row', 'bad_sparse_row', 'wrong_length', 'not_finite'];
  expect(Object.keys(totals.codes)).toEqual(expect.arrayContaining(met));
});
