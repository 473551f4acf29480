import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Ports } from '../../../lambda/consumer/ports.ts';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';
import { LearnedAhead } from '../../../lambda/source-state/learned-ahead.ts';
import {
  type Position,
  type ShardItem,
  type ShardItems,
  type StreamShard,
  shardKeyOf,
} from '../../../lambda/source-state/ports.ts';
import { Sources } from '../../../streams/sources.ts';
import { Decisions } from '../../support/consumer/decisions.ts';
import { type Plan, plan, START_MS } from '../../support/source-state/plan.ts';
import { PlanRun } from '../../support/source-state/run-plan.ts';
import type { Break } from '../../support/source-state/sandbox-world.ts';

// Plans are short: what takes days is known at once.
vi.mock('../../../streams/silence-limits.ts', async (original) => ({
  ...(await original<typeof import('../../../streams/silence-limits.ts')>()),
  ...{ LEAST_SEEN: 0, LEAST_INTERVALS: 0, LEAST_SILENCE: 10, MOST_PAUSES: 1 },
}));

const faults = fc.array(fc.nat(359), { maxLength: 200, size: 'max' });
const RUNS = Number(process.env.WEIR_PROPERTY_RUNS ?? 200);
const TIME_LIMIT_MS = 600_000;

function problemsOf(plan: Plan, choices: readonly number[], breakIt?: Break): Promise<readonly string[]> {
  return new PlanRun(plan, new Decisions(choices), breakIt).problems();
}

describe('the state of the sources of a shard, whatever fails and however often', () => {
  it(
    'is what one plain pass over all records teaches, and each verdict and silence is the one that it leads to',
    async () => {
      let silences = 0;
      await fc.assert(
        fc.asyncProperty(plan, faults, async (planned, choices) => {
          const run = new PlanRun(planned, new Decisions(choices));
          expect((await run.problems()).slice(0, 5)).toEqual([]);
          silences += run.state.silencesShown;
        }),
        { numRuns: RUNS, interruptAfterTimeLimit: TIME_LIMIT_MS, markInterruptAsFailure: false },
      );
      expect(silences).toBeGreaterThan(0);
    },
    2 * TIME_LIMIT_MS,
  );
});

describe('it would be noticed if the protocol', () => {
  afterEach(() => vi.restoreAllMocks());

  /** @param as of the problems that it leads to one is like this */
  async function expectNoticed(as: RegExp, breakIt?: Break): Promise<void> {
    const property = fc.asyncProperty(plan, faults, async (planned, choices) => {
      const problems = await problemsOf(planned, choices, breakIt);
      return !problems.some((problem) => as.test(problem));
    });
    const { failed } = await fc.check(property, { numRuns: 2000, endOnFailure: true, seed: 15 });
    expect(failed).toBe(true);
  }

  it('trusted what a process remembers, without reading the item', async () => {
    const remembered = new WeakMap<object, Map<string, ShardItem>>();
    await expectNoticed(/was judged/, (ports, { sandbox }) => {
      const known = remembered.get(sandbox) ?? new Map<string, ShardItem>();
      remembered.set(sandbox, known);
      return withItems(ports, (items) => ({
        async read(key) {
          const item = known.get(key) ?? (await items.read(key));
          if (item) known.set(key, item);
          return item;
        },
        async commit(key, before, commit) {
          const answer = await items.commit(key, before, commit);
          known.delete(key);
          return answer;
        },
      }));
    });
  }, 120_000);

  it('kept all that was learned ahead when only a part of it was finished', async () => {
    vi.spyOn(LearnedAhead.prototype, 'goBackTo').mockImplementation(() => {});
    await expectNoticed(/is another state/);
  }, 120_000);

  it('rounded what it knows at the end, instead of at each observation', async () => {
    const judge = Sources.prototype.judgeAndLearn;
    const rests = new WeakMap<Sources, number>();
    // What is below the precision goes on with the object, and is lost where it is packed.
    vi.spyOn(Sources.prototype, 'judgeAndLearn').mockImplementation(function (this: Sources, observation) {
      const rest = (rests.get(this) ?? 0) + 0.001;
      rests.set(this, rest);
      const { x = 0, ...others } = observation.features as Record<string, number>;
      return judge.call(this, { ...observation, features: { x: x + rest, ...others } });
    });
    await expectNoticed(/is another state/);
  }, 120_000);

  it('learned only what was judged', async () => {
    await expectNoticed(/was judged|is another state/, (ports, { shardId }) =>
      withoutUncommitted(ports, (shard) => shard.shardId === shardId),
    );
  }, 120_000);

  it('took what a parent has committed for its end', async () => {
    await expectNoticed(/does not begin/, (ports, { shardId }) =>
      withoutUncommitted(ports, (shard) => shard.shardId !== shardId),
    );
  }, 120_000);

  it('began a shard with the record that is delivered first, whatever was given up before it', async () => {
    await expectNoticed(/does not begin/, (ports, { shardId }) => {
      const { stream } = ports.sourceState!;
      async function* pages(shard: StreamShard, from: Position) {
        const isOwn = shard.shardId === shardId && from === 'oldest';
        for await (const page of stream.pages(shard, from)) yield isOwn ? { ...page, records: [] } : page;
      }
      return { ...ports, sourceState: { ...ports.sourceState!, stream: { ...stream, pages } } };
    });
  }, 120_000);

  it('told of a gap only by whoever began the lineage', async () => {
    await expectNoticed(/nobody was told/, (ports, { sandbox }) => {
      const { items } = ports.sourceState!;
      const { sourceState } = ports.report;
      const begun = createdIn.get(sandbox) ?? new Set<number>();
      createdIn.set(sandbox, begun);
      return {
        ...withItems(ports, () => ({
          async create(key, item) {
            const answer = await items.create(key, item);
            if (answer.isWritten) begun.add(item.lineage);
            return answer;
          },
          async beginLineage(key, before, item) {
            const answer = await items.beginLineage(key, before, item);
            if (answer.isWritten) begun.add(item.lineage);
            return answer;
          },
        })),
        report: {
          ...ports.report,
          sourceState: (event) => {
            if (event.kind !== 'lineage' || begun.has(event.lineage)) sourceState(event);
          },
        },
      };
    });
  }, 120_000);

  it('had one item for shards of the same name in two streams', async () => {
    await expectNoticed(/is lost/, (ports) => ({ ...ports, streamCreationMs: async () => START_MS }));
  }, 120_000);

  it('moved the snapshot without a condition', async () => {
    await expectNoticed(/the snapshot/, (ports) =>
      withItems(ports, (items) => ({
        async moveSnapshot(key, move) {
          const item = await items.read(key);
          return items.moveSnapshot(key, { ...move, lineage: item!.lineage, before: item!.snapshot?.key });
        },
      })),
    );
  }, 120_000);

  it('forgot what was counted', async () => {
    await expectNoticed(/was decided twice/, (ports) =>
      withIncidents(ports, ({ read }) => ({
        async read(source) {
          const item = await read(source);
          return item && { ...item, checkpoints: {} };
        },
      })),
    );
  }, 120_000);

  it('finished anomalies without counting them', async () => {
    await expectNoticed(/finished and not counted/, (ports) =>
      withIncidents(ports, () => ({ write: async () => true })),
    );
  }, 120_000);

  it('gave all alerts of a source the same id', async () => {
    await expectNoticed(/^alert .* came twice/, (ports) =>
      withIncidents(ports, ({ write }) => ({
        write: (item) => {
          const pending = Object.entries(item.pending).map(([id, alert]) => [id.replace(/^[^-]*/, item.source), alert]);
          return write({ ...item, pending: Object.fromEntries(pending) });
        },
      })),
    );
  }, 120_000);

  it('learned by the rules of the moment', async () => {
    const judge = Sources.prototype.judgeAndLearn;
    let cooldownMs = 0;
    vi.spyOn(Sources.prototype, 'judgeAndLearn').mockImplementation(function (this: Sources, observation) {
      if (cooldownMs > 300_000) return undefined;
      return judge.call(this, observation);
    });
    await expectNoticed(/was judged|is another state/, (ports, { sandbox }) => {
      cooldownMs = sandbox.settings.cooldownMs;
      return ports;
    });
  }, 120_000);

  it('learned less from what the model of the moment finds strange', async () => {
    const judge = Sources.prototype.judgeAndLearn;
    let isStrange = false;
    vi.spyOn(Sources.prototype, 'judgeAndLearn').mockImplementation(function (this: Sources, observation) {
      return isStrange ? undefined : judge.call(this, observation);
    });
    await expectNoticed(/was judged|is another state/, (ports) => {
      isStrange = false;
      return {
        ...ports,
        async score(...what) {
          const scoring = await ports.score(...what);
          isStrange = scoring.rows.some((row) => row && 'verdict' in row && row.verdict.anomalous);
          return scoring;
        },
      };
    });
  }, 120_000);
});

const createdIn = new WeakMap<object, Set<number>>();

function withIncidents(ports: Ports, change: (incidents: Ports['incidents']) => Partial<Ports['incidents']>): Ports {
  return { ...ports, incidents: { ...ports.incidents, ...change(ports.incidents) } };
}

function withItems(ports: Ports, change: (items: ShardItems) => Partial<ShardItems>): Ports {
  const { items } = ports.sourceState!;
  return { ...ports, sourceState: { ...ports.sourceState!, items: { ...items, ...change(items) } } };
}

/** Reads of a shard only what its item says is finished. */
function withoutUncommitted(ports: Ports, isMeant: (shard: StreamShard) => boolean): Ports {
  const { stream, items } = ports.sourceState!;
  async function* pages(shard: StreamShard, from: Position) {
    const item = await items.read(shardKeyOf(shard));
    const isCommitted = ({ sequenceNumber }: StreamRecord) => BigInt(sequenceNumber) <= BigInt(item?.last ?? 0);
    for await (const page of stream.pages(shard, from)) {
      yield isMeant(shard) ? { ...page, records: page.records.filter(isCommitted) } : page;
    }
  }
  return { ...ports, sourceState: { ...ports.sourceState!, stream: { ...stream, pages } } };
}
