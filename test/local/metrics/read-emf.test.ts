import { expect, test } from 'vitest';
import { readEmf } from '../../../local/metrics/read-emf.ts';

const directive = {
  Namespace: 'Weir',
  Dimensions: [['service'], []],
  Metrics: [{ Name: 'Done', Unit: 'Count' }, { Name: 'Latency' }],
};
const line = {
  _aws: { Timestamp: 1000, CloudWatchMetrics: [directive] },
  service: 'weir',
  Done: 3,
  Latency: [5, 7],
  other: 'text',
};

test('every metric of a line is read once per set of dimensions, a list value by value', () => {
  expect(readEmf(JSON.stringify(line))).toEqual(
    [{ service: 'weir' }, {}].flatMap((dimensions) =>
      [
        ['Done', 3],
        ['Latency', 5],
        ['Latency', 7],
      ].map(([name, value]) => ({ namespace: 'Weir', name, value, dimensions, timestampMs: 1000 })),
    ),
  );
});

test.each(['plain text', '{"message":"no metric"}', '{"_aws": cut'])(
  'a line without metrics gives none: %s',
  (text) => {
    expect(readEmf(text)).toEqual([]);
  },
);
