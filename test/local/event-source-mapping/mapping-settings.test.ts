import { expect, test } from 'vitest';
import { createWorld } from './run-mapping.ts';

test.each([
  [{ BatchSize: 0 }, 'BatchSize must be a whole number from 1 to 10000, got 0'],
  [{ BatchSize: '10' }, 'BatchSize must be a whole number from 1 to 10000, got "10"'],
  [{ MaximumRecordAgeInSeconds: 59 }, 'MaximumRecordAgeInSeconds must be -1 or from 60 to 604800, got 59'],
  [{ ParallelizationFactor: 11 }, 'ParallelizationFactor must be a whole number from 1 to 10, got 11'],
  [
    { TumblingWindowInSeconds: 30 },
    'TumblingWindowInSeconds must be left out: the local cloud has no tumbling windows',
  ],
  [{ StartingPosition: 'AT_TIMESTAMP' }, 'AT_TIMESTAMP with StartingPositionTimestamp in seconds'],
  [{ StartingPosition: undefined }, 'StartingPosition must be TRIM_HORIZON, LATEST'],
  [{ DestinationConfig: { OnFailure: { Destination: 'kafka://topic' } } }, 'OnFailure.Destination must be the ARN'],
  [{ FilterCriteria: { Filters: [{ Pattern: '{"data":{"a":1}}' }] } }, 'must have a list or an object at a, got 1'],
  // As recorded from AWS.
  [
    { EventSourceArn: 'arn:aws:kinesis:eu-west-1:111111111111:stream/none' },
    'Stream not found: arn:aws:kinesis:eu-west-1:111111111111:stream/none',
  ],
])('refuses %j', (configuration, message) => {
  expect(() => createWorld().start(configuration)).toThrow(message);
});
