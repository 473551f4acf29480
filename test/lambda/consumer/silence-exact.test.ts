import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { isNoData } from '../../../contracts/alert.ts';
import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import { OPEN_GATE } from '../../../incidents/message-gate.ts';
import type { Ports } from '../../../lambda/consumer/ports.ts';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { learnerOf } from '../../../lambda/source-state/learner.ts';
import { sweep } from '../../../lambda/sweeper/sweep.ts';
import { Sources } from '../../../streams/sources.ts';
import { InMemoryAws } from '../../support/consumer/in-memory-aws.ts';
import { ARRIVAL_MS } from '../../support/consumer/observations.ts';
import { SETTINGS } from '../../support/consumer/settings.ts';
import { ALL, KEY, MINUTE_MS, PAST, recordsOf, SilenceRun } from '../../support/consumer/silence-run.ts';

// What takes days is known after some minutes.
vi.mock('../../../streams/silence-limits.ts', async (original) => ({
  ...(await original<typeof import('../../../streams/silence-limits.ts')>()),
  ...{ LEAST_SEEN: 0, LEAST_INTERVALS: 5 },
}));

const HOUR_MS = 60 * MINUTE_MS;

const silencesOf = fc.dictionary(
  fc.constantFrom(...ALL.slice(0, 12)),
  fc.tuple(fc.integer({ min: 10, max: 50 }), fc.integer({ min: 15, max: 70 })),
  { maxKeys: 9 },
);
const deaths = fc.array(
  fc.tuple(fc.nat(25), fc.constantFrom('before', 'after', 'lost'), fc.integer({ min: 1, max: 9 })),
  {
    maxLength: 25,
  },
);

it('is told exactly once for each source and last observation, whatever dies, and is over once', async () => {
  let silences = 0;
  const property = fc.asyncProperty(silencesOf, deaths, async (planned, faults) => {
    const records = recordsOf(ALL.slice(0, 12), 60, planned);
    const aws = new InMemoryAws();
    aws.sourceState.shards.set(KEY, { records });
    await deliver(records, aws, faults);
    const told = aws.tableWrites.flatMap(({ before, after }) =>
      Object.values(after.pending)
        .filter(({ alert }) => !before?.pending[alert.alertId])
        .map(({ alert }) => alert),
    );
    const names = told
      .filter(isNoData)
      .flatMap(({ kind, source, since, silent }) => (silent ? [] : [`${kind} ${source} ${since}`]));
    expect(names.sort()).toEqual(expectedOf(records));
    silences += names.length;
    // Pending alerts are published, sooner or later.
    await sweep(
      { cooldownMs: HOUR_MS, severityBands: DEFAULT_SEVERITY_BANDS },
      {
        incidents: aws.incidents,
        history: aws.history,
        gate: OPEN_GATE,
        publish: (alert) => aws.publish(alert),
        now: () => ARRIVAL_MS + 99 * HOUR_MS,
        remainingMs: () => 60_000,
      },
    );
    const published = new Set(aws.published.map(({ alertId }) => alertId));
    expect(told.filter(({ alertId }) => !published.has(alertId))).toEqual([]);
  });
  await fc.assert(property, { numRuns: 100 });
  expect(silences).toBeGreaterThan(50);
}, 120_000);

class Death extends Error {}

async function deliver(
  records: readonly StreamRecord[],
  aws: InMemoryAws,
  faults: readonly (readonly [call: number, how: string, size: number])[],
): Promise<void> {
  let run = new SilenceRun({}, aws);
  let [at, next] = [0, 0];
  while (at < records.length) {
    const [calls, how, size] = faults[next++] ?? [Number.POSITIVE_INFINITY, 'none', 5];
    let left = calls;
    const faulty = async <T>(effect: () => Promise<T>): Promise<T> => {
      if (left-- !== 0) return effect();
      if (how === 'before') throw new Death();
      await effect();
      throw how === 'after' ? new Death() : new Unavailable('incidents', 'the answer is lost');
    };
    if (how !== 'none') run = new SilenceRun({}, aws, (ports) => faultyPorts(ports, faulty));
    const batch = records.slice(at, at + size);
    run.consumer.nowMs = batch.at(-1)!.arrivalMs + 100;
    try {
      const { retryFrom } = await run.consumer.process(batch);
      at =
        retryFrom === undefined
          ? at + batch.length
          : records.findIndex(({ sequenceNumber }) => sequenceNumber === retryFrom);
    } catch (error) {
      if (!(error instanceof Death)) throw error;
      run = new SilenceRun({}, aws);
    }
  }
}

function faultyPorts(ports: Ports, faulty: <T>(effect: () => Promise<T>) => Promise<T>): Partial<Ports> {
  const { incidents, sourceState } = ports;
  return {
    incidents: {
      ...incidents,
      read: (source) => faulty(() => incidents.read(source)),
      write: (item) => faulty(() => incidents.write(item)),
      noteHeldBack: incidents.noteHeldBack,
      clearPending: (...what) => faulty(() => incidents.clearPending(...what)),
    },
    sourceState: {
      ...sourceState!,
      newToken: () => sourceState!.newToken(),
      items: { ...sourceState!.items, commit: (...what) => faulty(() => sourceState!.items.commit(...what)) },
    },
  };
}

/** What one plain pass shows of sources that are told one by one. */
function expectedOf(records: readonly StreamRecord[]): string[] {
  const sources = new Sources(learnerOf(PAST, SETTINGS).sources);
  const expected: string[] = [];
  const told = new Set<string>();
  for (const { bytes, arrivalMs } of records) {
    for (const line of Buffer.from(bytes).toString().trim().split('\n')) {
      const { source } = JSON.parse(line) as { source: string };
      sources.judgeAndLearn({ source, timestampMs: arrivalMs, arrivalMs, features: { x: 0 } });
      for (const one of sources.watch.take()) {
        if (one.kind === 'shard_spoke') continue;
        const name = `${one.source} ${new Date(one.sinceMs).toISOString()}`;
        if (one.kind === 'silent' && one.late > 5) continue;
        if (one.kind === 'silent') told.add(name);
        if (one.kind === 'silent' || told.has(name))
          expected.push(`${one.kind === 'silent' ? 'no_data' : 'data_again'} ${name}`);
      }
    }
  }
  return expected.sort();
}
