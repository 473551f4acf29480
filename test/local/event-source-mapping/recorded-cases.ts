import type { InvocationOutcome } from '../../../local/event-source-mapping/deliver-batch.ts';
import { answered, dataOf, type Event } from './run-mapping.ts';

/**
 * What real AWS did with small streams, rewritten from recordings that the LocalStack project's tests made in November
 * 2025 (Apache-2.0). One shard each; every record has its own data, by which the expectations name it.
 */
export interface RecordedCase {
  readonly name: string;
  readonly configuration: object;
  /** Put before the mapping exists, then this long is waited, then the mapping starts, then the rest is put. */
  readonly putBefore?: readonly string[];
  readonly waitMs?: number;
  readonly putAfter?: readonly string[];
  readonly function: (event: Event) => InvocationOutcome;
  /** The data of each invocation's records, in order. */
  readonly invocations: readonly (readonly string[])[];
  /** The failure document's parts that depend on the case; undefined: nothing was given up. */
  readonly failure?: {
    readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
    readonly approximateInvokeCount: number;
    /** Absent when the document has no responseContext. */
    readonly functionError?: 'Unhandled' | null;
    /** The data of the records that were given up. */
    readonly records: readonly string[];
  };
}

const QUEUE = 'arn:aws:sqs:eu-west-1:111111111111:failures';
const toQueue = { DestinationConfig: { OnFailure: { Destination: QUEUE } } };
const succeeds = () => answered(null);
const throws = (): InvocationOutcome => ({ kind: 'function_error' });
const answers = (payload: unknown) => () => answered(payload);

const one = { BatchSize: 1, MaximumBatchingWindowInSeconds: 1 };
const reporting = { ...one, MaximumRetryAttempts: 2, FunctionResponseTypes: ['ReportBatchItemFailures'], ...toQueue };

const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

const SUCCESSES: readonly RecordedCase[] = [
  { answer: '', words: 'an empty text' },
  { answer: [], words: 'an empty list' },
  { answer: null, words: 'null' },
  { answer: {}, words: 'an empty object' },
  { answer: { batchItemFailures: [] }, words: 'an empty list of failures' },
  { answer: { batchItemFailures: null }, words: 'null for the list of failures' },
].map(({ answer, words }) => ({
  name: `${words} as answer means that the batch succeeded`,
  configuration: reporting,
  putAfter: ['record'],
  function: answers(answer),
  invocations: [['record']],
}));

const FAILURES: readonly RecordedCase[] = [
  { outcome: answered({ batchItemFailures: [{ itemIdentifier: '' }] }), words: 'an empty item identifier' },
  { outcome: answered({ batchItemFailures: [{ itemIdentifier: null }] }), words: 'a null item identifier' },
  { outcome: answered({ batchItemFailures: [{ foo: 'bar' }] }), words: 'a wrong key for the identifier' },
  { outcome: answered({ batchItemFailures: [{ foo: null }] }), words: 'a wrong key with null' },
  { outcome: answered({ batchItemFailures: [{ itemIdentifier: 'unknown' }] }), words: 'an identifier of no record' },
  { outcome: throws(), words: 'an exception' },
].map(({ outcome, words }) => ({
  name: `${words} fails the whole batch, which is tried once and retried twice`,
  configuration: reporting,
  putAfter: ['record'],
  function: () => outcome,
  invocations: [['record'], ['record'], ['record']],
  failure: {
    condition: 'RetryAttemptsExhausted',
    approximateInvokeCount: 3,
    functionError: outcome.kind === 'function_error' ? 'Unhandled' : null,
    records: ['record'],
  },
}));

/** Reports the first record whose data says that it fails. */
function reportsBad(event: Event): InvocationOutcome {
  const bad = event.Records.filter((record) => dataOf(record).startsWith('bad'));
  return answered({ batchItemFailures: bad.map((record) => ({ itemIdentifier: record.kinesis.sequenceNumber })) });
}

export const RECORDED_CASES: readonly RecordedCase[] = [
  {
    name: 'TRIM_HORIZON delivers what was put before the mapping existed, in full batches',
    configuration: { BatchSize: 10, StartingPosition: 'TRIM_HORIZON' },
    putBefore: numbered('r', 30),
    function: succeeds,
    invocations: [0, 10, 20].map((from) => numbered('r', 30).slice(from, from + 10)),
  },
  {
    name: 'LATEST delivers only what is put once the mapping exists',
    configuration: { BatchSize: 10, StartingPosition: 'LATEST' },
    putBefore: ['early'],
    putAfter: numbered('r', 10),
    function: succeeds,
    invocations: [numbered('r', 10)],
  },
  {
    name: 'empty lists and objects in the configuration mean nothing is set',
    configuration: {
      ...one,
      MaximumRetryAttempts: 2,
      FunctionResponseTypes: [],
      FilterCriteria: { Filters: [] },
      DestinationConfig: { OnFailure: {} },
    },
    putAfter: ['record'],
    function: answers({ batchItemFailures: [{ itemIdentifier: '' }] }),
    invocations: [['record']],
  },
  ...SUCCESSES,
  ...FAILURES,
  {
    name: 'a reported record comes again without those before it, and its own attempts are counted anew',
    configuration: { ...reporting, BatchSize: 3, MaximumRetryAttempts: 3 },
    putBefore: ['good1', 'good2', 'good3', 'good4', 'good5', 'bad'],
    function: reportsBad,
    invocations: [['good1', 'good2', 'good3'], ['good4', 'good5', 'bad'], ['bad'], ['bad'], ['bad'], ['bad']],
    failure: {
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 4,
      functionError: null,
      records: ['bad'],
    },
  },
  {
    name: 'a function that throws is retried as often as allowed, and then the batch goes to the queue',
    configuration: { ...one, MaximumRetryAttempts: 1, ...toQueue },
    putAfter: ['record'],
    function: throws,
    invocations: [['record'], ['record']],
    failure: {
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 2,
      functionError: 'Unhandled',
      records: ['record'],
    },
  },
  {
    name: 'a record that grows too old between retries is given up, without a response in its document',
    configuration: { ...one, MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: 60, ...toQueue },
    putAfter: ['record'],
    function: throws,
    invocations: Array.from({ length: 7 }, () => ['record']),
    failure: { condition: 'RecordAgeExceeded', approximateInvokeCount: 8, records: ['record'] },
  },
  {
    name: 'a record that is too old when it is first read is given up without an invocation',
    configuration: { ...one, MaximumRetryAttempts: 0, MaximumRecordAgeInSeconds: 60, ...toQueue },
    putBefore: ['record'],
    waitMs: 60_000,
    function: throws,
    invocations: [],
    failure: { condition: 'RecordAgeExceeded', approximateInvokeCount: 1, records: ['record'] },
  },
  {
    name: 'of a batch only the records that are too old are given up, and the others are delivered',
    configuration: {
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 1,
      MaximumRetryAttempts: 0,
      MaximumRecordAgeInSeconds: 60,
      ...toQueue,
    },
    putBefore: ['old'],
    waitMs: 60_000,
    putAfter: ['r1', 'r2', 'r3', 'r4', 'r5'],
    function: succeeds,
    invocations: [['r1', 'r2', 'r3', 'r4', 'r5']],
    failure: { condition: 'RecordAgeExceeded', approximateInvokeCount: 1, records: ['old'] },
  },
  {
    name: 'only records that match the filter are delivered',
    configuration: {
      ...one,
      MaximumRetryAttempts: 1,
      FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ data: { event_type: ['function_1'] } }) }] },
    },
    putBefore: [
      '{"event_type":"function_1","message":"foo"}',
      '{"event_type":"function_2","message":"bar"}',
      '{"event_type":"function_3","message":"baz"}',
    ],
    function: succeeds,
    invocations: [['{"event_type":"function_1","message":"foo"}']],
  },
];
