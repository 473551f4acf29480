import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FULL_RECORDS, OVERFULL_RECORDS } from '../../verification/fuzz/costly-records.ts';

/** The consumer's, in `lib/constructs/stream-consumer.ts`, and the limits that the managed runtime makes of it. */
const FUNCTION_MIB = 1024;
const HEAP = [
  `--max-old-space-size=${Math.floor(FUNCTION_MIB * 0.9)}`,
  `--max-semi-space-size=${Math.ceil(FUNCTION_MIB * 0.05)}`,
];
/** What decoding may take of it, with garbage that was not collected yet: the rest is for the batch and the clients. */
const MOST_MIB = 640;

const PROGRAM = fileURLToPath(new URL('decode-as-function.ts', import.meta.url));
/** Kinesis takes no larger record from a producer that asked for nothing else. */
const MOST_BYTES = 1024 * 1024;

interface Decoding {
  readonly observations: number;
  readonly reasons: readonly string[];
  readonly peakMiB: number;
}

function decodeAsFunction(record: Uint8Array): Decoding {
  expect(record.length).toBeLessThanOrEqual(MOST_BYTES);
  const { stdout, stderr, signal } = spawnSync(process.execPath, [...HEAP, PROGRAM], {
    input: record,
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(`it died of ${signal}: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout);
}

describe('the memory of the function is enough, by far, for a record that holds more than it may:', () => {
  it.each(Object.entries(OVERFULL_RECORDS))('%s', (_, make) => {
    const { observations, peakMiB } = decodeAsFunction(make());
    expect(peakMiB).toBeLessThan(MOST_MIB);
    expect(observations).toBeLessThan(100);
  });
});

describe('the memory of the function is enough, by far, for a record that holds all that it may:', () => {
  it.each(Object.entries(FULL_RECORDS))('%s', (_, make) => {
    const { observations, peakMiB } = decodeAsFunction(make());
    expect(peakMiB).toBeLessThan(MOST_MIB);
    expect(observations).toBeGreaterThanOrEqual(30_000);
  });
});
