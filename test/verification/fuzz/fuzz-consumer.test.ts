import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../model/load-model.ts';
import { fuzzConsumer } from '../../../verification/fuzz/fuzz-consumer.ts';
import { type LocalContainer, startLocalContainer } from '../../../verification/fuzz/local-container.ts';

let container: LocalContainer;

beforeAll(async () => {
  container = await startLocalContainer(await loadModel('samples/model'));
});

afterAll(() => {
  container.stop();
});

describe('hostile records', () => {
  it('are each done or in quarantine, and nothing that is made of them would be refused', async () => {
    const result = await fuzzConsumer({ records: 600, seed: 1, invoke: container.invoke });
    expect(result).toMatchObject({
      records: 600,
      lost: 0,
      doubled: 0,
      unprocessable: 0,
      slow: 0,
      refusals: [],
      reread: [],
    });
    expect(container.bugs).toEqual([]);
    // The run is worth something only while it meets most of what can be wrong.
    expect(Object.keys(result.reasons)).toEqual(
      expect.arrayContaining([
        'unreadable',
        'not_finite',
        'bad_checksum',
        'bad_gzip',
        'bad_timestamp',
        'gzip_too_large',
        'too_many_values',
        'too_many_features',
        'too_many_observations',
        'empty',
        'needs_mapping',
        'repeated_feature',
        'wrong_length',
      ]),
    );
    expect(result.done).toBeGreaterThan(1000);
    // Control messages and deletions, a few; more would be records that nobody looks at any more.
    expect(result.empty).toBeGreaterThan(10);
    expect(result.empty).toBeLessThan(100);
  }, 120_000);
});
