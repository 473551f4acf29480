import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EntryAnswer, PutEntries } from '../../../operations/stream/put-entries.ts';
import { type OutgoingRecord, type WriterOptions, writeRecords } from '../../../operations/stream/write-records.ts';

/** A clock that only sleeping moves; whoever polls instead never gets on. */
function clock() {
  let nowMs = 1000;
  const sleep = async (ms: number) => {
    if (ms === 0) throw new Error('slept for no time');
    nowMs = Math.ceil(nowMs + ms);
  };
  return { nowMs: () => nowMs, sleep, random: () => 0.5 };
}

interface Arrival {
  readonly row: number;
  readonly source: string;
  readonly atMs: number;
}

/** A stream that takes a record unless told to refuse it. */
function stream(time: ReturnType<typeof clock>, refuse: (row: number) => boolean = () => false) {
  const arrivals: Arrival[] = [];
  const calls: number[][] = [];
  const put: PutEntries = async (entries) => {
    calls.push(entries.map(({ data }) => data[0] * 256 + data[1]));
    return entries.map(({ partitionKey, data }): EntryAnswer => {
      const row = data[0] * 256 + data[1];
      if (refuse(row)) return { refused: 'ProvisionedThroughputExceededException' };
      arrivals.push({ row, source: partitionKey, atMs: time.nowMs() - 1000 });
      return { shardId: 'shardId-000000000000', sequenceNumber: String(arrivals.length) };
    });
  };
  return { put, arrivals, calls };
}

async function* records(sources: readonly string[], dueMs: (i: number) => number = () => 0, bytes = 2) {
  for (const [i, source] of sources.entries()) {
    const data = new Uint8Array(bytes);
    data.set([Math.floor((i + 1) / 256), (i + 1) % 256]);
    yield { row: i + 1, source, data, dueMs: dueMs(i) } satisfies OutgoingRecord;
  }
}

const sourcesOf = (count: number, sources: number) => Array.from({ length: count }, (_, i) => `s${i % sources}`);

function write(input: AsyncIterable<OutgoingRecord>, refuse?: (row: number) => boolean, options?: WriterOptions) {
  const time = clock();
  const target = stream(time, refuse);
  return { ...target, time, written: writeRecords(input, { ...time, put: target.put }, options) };
}

describe('records', () => {
  test('are all in, each once and each source in order, whatever is refused in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 60 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
        async (sources, luck) => {
          const left = [...luck];
          const accepted: number[] = [];
          const onAccepted = ({ row }: OutgoingRecord) => accepted.push(row);
          const { arrivals, written } = write(records(sources), () => left.pop() ?? false, { onAccepted });
          const outcome = await written;
          expect(arrivals.map(({ row }) => row).sort((a, b) => a - b)).toEqual(sources.map((_, i) => i + 1));
          expect(accepted).toEqual(arrivals.map(({ row }) => row));
          for (const source of new Set(sources)) {
            const rows = arrivals.filter((arrival) => arrival.source === source).map(({ row }) => row);
            expect(rows).toEqual(rows.toSorted((a, b) => a - b));
          }
          expect(outcome).toMatchObject({ accepted: sources.length, lastRow: sources.length });
        },
      ),
    );
  });

  test('of other sources overtake a refused one, later ones of its own wait', async () => {
    let refusals = 0;
    const { arrivals, calls, written } = write(records(['a', 'b', 'a', 'b']), (row) => row === 1 && refusals++ < 3);
    expect(await written).toMatchObject({ refusals: 3 });
    expect(calls[0]).toEqual([1, 2]);
    expect(calls[1]).toEqual([4]);
    expect(arrivals.map(({ row }) => row)).toEqual([2, 4, 1, 3]);
  });

  test('that are refused again wait longer each time', async () => {
    let refusals = 0;
    const { calls, time, written } = write(records(['a']), () => refusals++ < 9);
    const startMs = time.nowMs();
    await written;
    expect(calls).toHaveLength(10);
    // 100 ms doubled up to 5 s, three quarters of each at random() = 0.5
    const backoffs = [100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000];
    expect(time.nowMs() - startMs).toBeCloseTo(0.75 * backoffs.reduce((sum, ms) => sum + ms, 0), 0);
  });

  test('go 500 to a call and no more than 10 MiB', async () => {
    const many = write(records(sourcesOf(1200, 1200)));
    await many.written;
    expect(many.calls.map((call) => call.length)).toEqual([500, 500, 200]);
    const large = write(records(sourcesOf(25, 25), undefined, 1024 * 1024));
    await large.written;
    expect(large.calls.map((call) => call.length)).toEqual([9, 9, 7]);
  });

  test('are not sent before they are due', async () => {
    const { arrivals, written } = write(records(sourcesOf(6, 6), (i) => Math.floor(i / 2) * 1000));
    await written;
    expect(arrivals.map(({ atMs }) => Math.round(atMs))).toEqual([0, 0, 1000, 1000, 2000, 2000]);
  });

  test('that were begun are finished when told to stop, and no other is begun', async () => {
    const controller = new AbortController();
    let refusals = 0;
    const refuse = (row: number) => {
      if (row === 3) controller.abort();
      return row === 4 && refusals++ < 5;
    };
    const { arrivals, written } = write(
      records(sourcesOf(10, 10), (i) => Math.floor(i / 2) * 1000),
      refuse,
      {
        stop: controller.signal,
      },
    );
    expect(await written).toEqual({ accepted: 4, lastRow: 4, refusals: 5 });
    expect(arrivals.map(({ row }) => row)).toEqual([1, 2, 3, 4]);
  });

  test('end with the error of a call that failed as a whole', async () => {
    const put = () => Promise.reject(new Error('the stream does not exist'));
    await expect(writeRecords(records(['a']), { ...clock(), put })).rejects.toThrow('the stream does not exist');
  });
});

test('what was read before a row that cannot be is in, and the failure is handed back', async () => {
  async function* broken() {
    yield* records(sourcesOf(5, 1));
    throw new Error('line 7 is bad');
  }
  const { written, arrivals } = write(broken());
  expect(await written).toMatchObject({ accepted: 5, lastRow: 5, failure: new Error('line 7 is bad') });
  expect(arrivals.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5]);
});
