import { expect, test } from 'vitest';
import type { InvocationOutcome } from '../../../local/event-source-mapping/deliver-batch.ts';
import { answered, createWorld, dataOf, type Event } from './run-mapping.ts';

const throws = (): InvocationOutcome => ({ kind: 'function_error' });
const throwsOn = (data: string) => (event: Event) =>
  event.Records.some((record) => dataOf(record) === data) ? throws() : answered(null);

test('the pauses between retries double from half a second, and never pass a minute', async () => {
  const { clock, put, start, invocations } = createWorld();
  const mapping = start({ MaximumRetryAttempts: 10 }, throws);
  put('record');
  await clock.until(mapping.settled());
  const pauses = invocations.slice(1).map(({ atMs }, i) => (atMs - invocations[i].atMs) / 1000);
  expect(pauses).toEqual([0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
});

test('a failing batch holds up what comes after it, and nothing overtakes', async () => {
  const { clock, put, start, invocations } = createWorld();
  let failures = 3;
  const mapping = start({ BatchSize: 1 }, () => (failures-- > 0 ? throws() : answered(null)));
  put('first');
  put('second');
  await clock.until(mapping.settled());
  expect(invocations.map((invocation) => invocation.data[0])).toEqual(['first', 'first', 'first', 'first', 'second']);
});

test('without an answer about items every item counts as done, whatever the answer says', async () => {
  const { clock, put, start, invocations } = createWorld();
  const number = put('record');
  const mapping = start({}, () => answered({ batchItemFailures: [{ itemIdentifier: number }] }));
  await clock.until(mapping.settled());
  expect(invocations).toHaveLength(1);
});

test('the lowest of several reported records is where the batch starts again, later successes included', async () => {
  const { clock, put, start, invocations } = createWorld();
  const numbers = ['a', 'b', 'c', 'd'].map((data) => put(data));
  const itemFailures = [3, 1].map((i) => ({ itemIdentifier: numbers[i] }));
  let isFirst = true;
  const mapping = start({ FunctionResponseTypes: ['ReportBatchItemFailures'] }, () => {
    const payload = isFirst ? { batchItemFailures: itemFailures } : null;
    isFirst = false;
    return answered(payload);
  });
  await clock.until(mapping.settled());
  expect(invocations.map((invocation) => invocation.data.join(''))).toEqual(['abcd', 'bcd']);
});

test('throttled invocations are no attempts: only age ends them', async () => {
  const { clock, put, start, invocations, deliveries } = createWorld();
  const mapping = start(
    {
      MaximumRetryAttempts: 0,
      MaximumRecordAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:111111111111:failures' } },
    },
    () => ({ kind: 'throttled' }),
  );
  put('record');
  await clock.until(mapping.settled());
  expect(invocations.length).toBeGreaterThan(5);
  expect(JSON.parse(deliveries[0].body).requestContext).toMatchObject({
    condition: 'RecordAgeExceeded',
    approximateInvokeCount: 1,
  });
});

test('with no age limit a record is given up when the stream no longer keeps it', async () => {
  const { clock, put, start, log } = createWorld();
  const startMs = clock.now();
  const mapping = start({}, throws);
  put('record');
  await clock.until(mapping.settled());
  expect((clock.now() - startMs) / 3_600_000).toBe(24);
  expect(log).toEqual([expect.stringContaining('RecordAgeExceeded, destination none')]);
});

test('bisect halves a batch that throws until the bad record is alone, and halving uses up none of its retries', async () => {
  const { clock, put, start, invocations, log } = createWorld();
  for (const data of ['a', 'bad', 'c', 'd', 'e']) put(data);
  const mapping = start({ BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 }, throwsOn('bad'));
  await clock.until(mapping.settled());
  expect(invocations.map((invocation) => invocation.data.join(' '))).toEqual([
    'a bad c d e',
    'a bad c',
    'a bad',
    'a',
    'bad',
    'bad',
    'c',
    'd e',
  ]);
  expect(log).toEqual([expect.stringContaining('gave up 1 records')]);
});

const reporting = { BisectBatchOnFunctionError: true, FunctionResponseTypes: ['ReportBatchItemFailures'] };

test('bisect halves a batch whose answer names no record of it', async () => {
  const { clock, put, start, invocations } = createWorld();
  for (const data of ['a', 'b']) put(data);
  const mapping = start(reporting, (event) =>
    answered(event.Records.length > 1 ? { batchItemFailures: [{ itemIdentifier: 'unknown' }] } : null),
  );
  await clock.until(mapping.settled());
  expect(invocations.map((invocation) => invocation.data.join(''))).toEqual(['ab', 'a', 'b']);
});

test('bisect does not halve a batch whose first record is reported: it comes again whole', async () => {
  const { clock, put, start, invocations } = createWorld();
  const numbers = ['a', 'b'].map((data) => put(data));
  let failures = 2;
  const mapping = start(reporting, () =>
    answered(failures-- > 0 ? { batchItemFailures: [{ itemIdentifier: numbers[0] }] } : null),
  );
  await clock.until(mapping.settled());
  expect(invocations.map((invocation) => invocation.data.join(''))).toEqual(['ab', 'ab', 'ab']);
});

test('progress starts the count of retries anew', async () => {
  const { clock, put, start, invocations, log } = createWorld();
  const numbers = ['a', 'b'].map((data) => put(data));
  let from = 0;
  const mapping = start({ ...reporting, MaximumRetryAttempts: 1 }, () => {
    // First nothing gets done, then the first record does, then nothing any more.
    const payload = { batchItemFailures: [{ itemIdentifier: numbers[from] }] };
    from = 1;
    return answered(payload);
  });
  await clock.until(mapping.settled());
  expect(invocations.map((invocation) => invocation.data.join(''))).toEqual(['ab', 'ab', 'b', 'b']);
  expect(log).toHaveLength(1);
});

test('records that the stream forgot while an invocation hung are skipped, and younger ones delivered', async () => {
  const { clock, put, start, invocations } = createWorld();
  const hour = 3_600_000;
  let isFirst = true;
  const mapping = start({ BatchSize: 1 }, async () => {
    if (isFirst) await new Promise<void>((resolve) => clock.after(30 * hour, resolve));
    isFirst = false;
    return answered(null);
  });
  for (const data of ['hangs', 'forgotten']) put(data);
  await clock.advance(20 * hour);
  put('young');
  await clock.advance(8 * hour);
  put('younger');
  await clock.until(mapping.settled());
  expect(invocations.map((invocation) => invocation.data[0])).toEqual(['hangs', 'young', 'younger']);
});

test('bisect with a reported record cuts the batch there, and does not halve it', async () => {
  const { clock, put, start, invocations } = createWorld();
  const numbers = ['a', 'b', 'c', 'd'].map((data) => put(data));
  const mapping = start(
    { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1, FunctionResponseTypes: ['ReportBatchItemFailures'] },
    (event) => answered(event.Records.length > 1 ? { batchItemFailures: [{ itemIdentifier: numbers[3] }] } : null),
  );
  await clock.until(mapping.settled());
  expect(invocations.map((invocation) => invocation.data.join(''))).toEqual(['abcd', 'd']);
});

test('an invocation that fails outside the function counts as an error of the function', async () => {
  const { clock, put, start, invocations, log } = createWorld();
  let isFirst = true;
  const mapping = start({}, async () => {
    if (!isFirst) return answered(null);
    isFirst = false;
    throw new Error('no process');
  });
  put('record');
  await clock.until(mapping.settled());
  expect(invocations).toHaveLength(2);
  expect(log).toEqual([expect.stringContaining('no process')]);
});
