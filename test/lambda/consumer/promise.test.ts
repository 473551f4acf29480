import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alert, isStorm, stormSource } from '../../../contracts/alert.ts';
import { type Entry, identityOfEntry, isAnomalous } from '../../../lambda/consumer/entry.ts';
import type { Report } from '../../../lambda/consumer/ports.ts';
import { emptyMemory, type Memory, processBatch } from '../../../lambda/consumer/process-batch.ts';
import type { BatchSettings } from '../../../lambda/consumer/settings.ts';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';
import { Evidence } from '../../../lambda/scoring/evidence.ts';
import { sweep } from '../../../lambda/sweeper/sweep.ts';
import { plainState, tellOn } from '../../../verification/chaos/plain-story.ts';
import { countedIn } from '../../support/consumer/counted-in.ts';
import { Decisions } from '../../support/consumer/decisions.ts';
import { FaultyWorld } from '../../support/consumer/faulty-world.ts';
import type { TableWrite } from '../../support/consumer/in-memory-aws.ts';
import { SETTINGS } from '../../support/consumer/settings.ts';
import { type Planned, type PlannedStream, START_MS, streamOf } from '../../support/consumer/stream-of.ts';

const TIME_LIMIT_MS = 60_000;
/** Where strange begins for each model that may be deployed: the first is there from the beginning. */
const MODELS = [1, 4, 0];

/** What of the rules changes from run to run. */
type Rules = Pick<BatchSettings, 'openingEvidence' | 'remindAfterMs'>;

interface Run {
  readonly world: FaultyWorld;
  /** Whether each delivery that finished an observation found it anomalous, in order. */
  readonly done: ReadonlyMap<string, readonly boolean[]>;
  /** How often a delivery of a record alone never ended, by `SHARD:SEQUENCE`. */
  readonly deathsAlone: ReadonlyMap<string, number>;
}

/**
 * Delivers a stream lane by lane, as an event source mapping does, while faults happen, and then until everything is at
 * rest.
 */
async function run(stream: PlannedStream, choices: readonly number[], rules: Rules): Promise<Run> {
  const decisions = new Decisions(choices);
  const world = new FaultyWorld(decisions, START_MS + 7_200_000);
  // Quarantine alerts are told of the share, not of an observation; they have their own tests.
  const settings = { ...SETTINGS, ...rules, quarantineAlertPercent: 100, parallelization: stream.parallelization };
  world.aws.dueRules = settings;
  const done = new Map<string, boolean[]>();
  const deathsAlone = new Map<string, number>();
  const report: Report = {
    done(entry: Entry) {
      const identity = identityOfEntry(entry);
      done.set(identity, [...(done.get(identity) ?? []), isAnomalous(entry)]);
    },
    quarantined: () => {},
    published: () => {},
    refused: () => {},
    heldBack: () => {},
    unavailable: () => {},
    fallback: () => {},
    sourceState: () => {},
    shadow: () => {},
    silence: () => {},
    dataQuality: () => {},
    canary: () => {},
    archive: () => {},
    batch: () => {},
    flushed: async () => {},
  };
  const sweeps: Promise<unknown>[] = [];
  const sweepOnce = () => world.run(TIME_LIMIT_MS, (process) => sweep(settings, world.sweepPorts(process, report)));

  async function deliver(records: readonly StreamRecord[], memory: ProcessMemory) {
    world.aws.strangeFrom = [world.aws.strangeFrom, ...MODELS][decisions.choose(8)] ?? world.aws.strangeFrom;
    const answer = await world.run(TIME_LIMIT_MS, (process) =>
      processBatch(records, settings, world.ports(process, report, memory.evidence), memory),
    );
    const name = `${records[0].shardId}:${records[0].sequenceNumber}`;
    if (!answer && records.length === 1) deathsAlone.set(name, (deathsAlone.get(name) ?? 0) + 1);
    return answer;
  }

  async function runRecords(records: readonly StreamRecord[]): Promise<void> {
    let memory = newMemory();
    let at = 0;
    while (at < records.length) {
      const size = [records.length, 1, 3][decisions.choose(3)];
      const answer = await deliver(records.slice(at, at + size), memory);
      if (!answer) memory = newMemory();
      else if (answer.retryFrom === undefined) at = Math.min(records.length, at + size);
      else at = records.findIndex(({ sequenceNumber }) => sequenceNumber === answer.retryFrom);
      if (decisions.choose(4) === 3) await deliver(records.slice(Math.max(0, at - 3), at + 1), newMemory());
      if (decisions.choose(4) === 3) sweeps.push(sweepOnce());
    }
  }

  /** From a stream to an older one: whoever reads it now is another process of another deployment. */
  async function runLane(streams: readonly (readonly StreamRecord[])[]): Promise<void> {
    for (const records of streams) await runRecords(records);
  }

  await world.untilDone(Promise.all(stream.lanes.map(runLane)).then(() => Promise.all(sweeps)));
  decisions.end();
  for (let minute = 0; minute < 10; minute++) {
    world.nowMs += 2 * settings.cooldownMs;
    await world.untilDone(sweepOnce());
  }
  return { world, done, deathsAlone };
}

/** Of a process. */
interface ProcessMemory extends Memory {
  readonly evidence: Evidence;
}

function newMemory(): ProcessMemory {
  return {
    ...emptyMemory(),
    evidence: new Evidence(),
  };
}

/**
 * What one write to the table should have made of the incident, from the anomalies that it counted; and which those
 * were.
 */
function expectCounted(
  { before, after }: TableWrite,
  observations: ReadonlyMap<string, Planned>,
  openingEvidence: number,
): string[] {
  const known = countedIn(before);
  const names = [...countedIn(after)].filter((name) => !known.has(name));
  const counted = names.map((name) => name.slice(name.lastIndexOf('/') + 1));
  const inOrder = counted.map((identity) => observations.get(identity)!).sort(byPlace);
  const anomalies = inOrder.map(({ x, atMs }) => ({ atMs, grade: x / 10, characters: [{ name: 'x' }] }));
  const expected = tellOn(plainState(before), anomalies, { ...SETTINGS, openingEvidence });
  const told = [...expected.told];
  if (counted.length > 0) expect(plainState(after)).toEqual(expected.state);
  else if (before?.incident && !after.incident) told.push('closed');
  else if (before?.incident && after.incident!.told.messages > before.incident.told.messages) told.push('reminder');
  const written = Object.keys(after.pending).filter((alertId) => !before || !(alertId in before.pending));
  const isReminder = (kind: string) => kind.startsWith('reminder');
  const kinds = written.map((alertId) => alertId.replace(/^[0-9a-f]{16}-/, ''));
  expect(kinds.map((kind) => (isReminder(kind) ? 'reminder' : kind))).toEqual(told);
  return counted;
}

function byPlace(a: Planned, b: Planned): number {
  return Number(a.sequenceNumber) - Number(b.sequenceNumber) || a.index - b.index;
}

/**
 * An observation that the endpoint refuses again and again beside another that it takes cannot be told from one that is
 * bad.
 */
const CONDEMNED = ['refused', 'unanswerable'];

describe('whatever fails, and however often', () => {
  const faults = fc.array(fc.nat(359), { maxLength: 150, size: 'max' });
  const rulesOf = fc.record({
    openingEvidence: fc.constantFrom(3, 3, 1),
    remindAfterMs: fc.constantFrom(undefined, 60_000, 200_000),
  });

  it('every observation is done or in quarantine, and anomalies are counted once and told', async () => {
    await fc.assert(
      fc.asyncProperty(streamOf, faults, rulesOf, async (stream, choices, rules) => {
        const { world, done, deathsAlone } = await run(stream, choices, rules);
        const { aws } = world;
        const observations = new Map(stream.observations.map((one) => [one.identity, one]));
        const reasons = new Map(aws.quarantined.map(({ identity, reason }) => [identity, reason]));

        for (const { identity, fate } of stream.observations) {
          const record = recordOf(identity);
          if (wentUndecoded(reasons, record)) {
            expect(deathsAlone.get(record)).toBeGreaterThanOrEqual(1);
            continue;
          }
          const reason = reasons.get(identity);
          if (fate === 'quarantined') expect([identity, done.has(identity), !!reason]).toEqual([identity, false, true]);
          else if (!reason) expect([identity, done.has(identity)]).toEqual([identity, true]);
          else expect(CONDEMNED).toContain(reason.code);
        }

        const ofSources = aws.tableWrites.filter(({ after }) => after.source !== stormSource());
        const counted = ofSources.flatMap((write) => expectCounted(write, observations, rules.openingEvidence));
        expect(counted.sort()).toEqual([...new Set(counted)].sort());
        for (const [identity, verdicts] of done) {
          // What was finished otherwise may be found anomalous by a late repeat: then it is too late to count it.
          const isSure = verdicts.every((anomalous) => anomalous) && !wentUndecoded(reasons, recordOf(identity));
          if (isSure) expect(counted).toContain(identity);
        }

        const written = new Set(aws.tableWrites.flatMap(({ after }) => Object.keys(after.pending)));
        const told = aws.published.map(({ alertId }) => alertId);
        const held = heldBackOf(aws.tableWrites);
        expect(held.filter((alertId) => told.includes(alertId))).toEqual([]);
        expect(new Set([...told, ...held])).toEqual(written);
        expect(told.length - new Set(told).size).toBeLessThanOrEqual(world.repeatableFaults);
        expect(summarised(aws.published)).toBe(held.length);
        expect(aws.items.get(stormSource())?.storm?.open).toBeUndefined();
        for (const { pending, incident } of aws.items.values()) expect([pending, incident]).toEqual([{}, undefined]);
      }),
      { numRuns: Number(process.env.WEIR_PROPERTY_RUNS ?? 200) },
    );
  }, 120_000);
});

/** Ids of alerts that were decided to be told with others. */
function heldBackOf(writes: readonly TableWrite[]): string[] {
  const underWay = writes.flatMap(({ after }) => Object.entries(after.storm?.underWay ?? {}));
  return [...new Set(underWay.filter(([, { fate }]) => fate.is === 'held').map(([alertId]) => alertId))];
}

/** How many alerts the messages about many say that they stand for. */
function summarised(published: readonly Alert[]): number {
  const storms = new Map(published.filter(isStorm).map((alert) => [alert.alertId, alert.heldBack]));
  return [...storms.values()].reduce((sum, heldBack) => sum + heldBack, 0);
}

function recordOf(identity: string): string {
  return identity.slice(0, identity.lastIndexOf(':'));
}

/** A record that goes to quarantine whole stands there under its first observation. */
function wentUndecoded(reasons: ReadonlyMap<string, { readonly message: string }>, record: string): boolean {
  return reasons.get(`${record}:0`)?.message.includes('was not read again') === true;
}
