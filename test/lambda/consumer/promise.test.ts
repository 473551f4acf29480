import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SEVERITY_BANDS, SEVERITIES, severityOf } from '../../../contracts/verdict.ts';
import { identityOfEntry } from '../../../lambda/consumer/entry.ts';
import { Evidence } from '../../../lambda/consumer/evidence.ts';
import { Patience } from '../../../lambda/consumer/patience.ts';
import { type Memory, processBatch } from '../../../lambda/consumer/process-batch.ts';
import type { Report } from '../../../lambda/consumer/report.ts';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';
import { QualityWatch } from '../../../lambda/consumer/watch-quality.ts';
import type { IncidentItem, OpenIncident } from '../../../lambda/incidents/incident-item.ts';
import { sweep } from '../../../lambda/sweeper/sweep.ts';
import { Decisions } from '../../support/consumer/decisions.ts';
import { FaultyWorld } from '../../support/consumer/faulty-world.ts';
import type { TableWrite } from '../../support/consumer/in-memory-aws.ts';
import { SETTINGS } from '../../support/consumer/settings.ts';
import { type Planned, type PlannedStream, START_MS, streamOf } from '../../support/consumer/stream-of.ts';

/** Quarantine alerts are told of the share, not of an observation; they have their own tests. */
const settings = { ...SETTINGS, quarantineAlertPercent: 100 };
const TIME_LIMIT_MS = 60_000;

interface Run {
  readonly world: FaultyWorld;
  readonly done: ReadonlySet<string>;
}

/** Delivers a stream shard by shard, as an event source mapping does, while faults happen, and then until everything is at rest. */
async function run(stream: PlannedStream, choices: readonly number[]): Promise<Run> {
  const decisions = new Decisions(choices);
  const world = new FaultyWorld(decisions, START_MS + 7_200_000);
  const done = new Set<string>();
  const report: Report = {
    done: (entry) => done.add(identityOfEntry(entry)),
    quarantined: () => {},
    told: () => {},
    unavailable: () => {},
    scored: () => {},
    batch: () => {},
  };
  const sweeps: Promise<unknown>[] = [];
  const sweepOnce = () =>
    world.run(TIME_LIMIT_MS, (process) => sweep(settings.cooldownMs, world.sweepPorts(process, report)));

  async function deliver(records: readonly StreamRecord[], memory: Memory) {
    return world.run(TIME_LIMIT_MS, (process) => processBatch(records, settings, world.ports(process, report), memory));
  }

  async function runShard(records: readonly StreamRecord[]): Promise<void> {
    let memory = newMemory();
    let at = 0;
    while (at < records.length) {
      const size = [records.length, 1, 3][decisions.choose(3)]!;
      const answer = await deliver(records.slice(at, at + size), memory);
      if (!answer) memory = newMemory();
      else if (answer.retryFrom === undefined) at = Math.min(records.length, at + size);
      else at = records.findIndex(({ sequenceNumber }) => sequenceNumber === answer.retryFrom);
      if (decisions.choose(4) === 3) await deliver(records.slice(Math.max(0, at - 3), at + 1), newMemory());
      if (decisions.choose(4) === 3) sweeps.push(sweepOnce());
    }
  }

  await world.untilDone(Promise.all(stream.shards.map(runShard)).then(() => Promise.all(sweeps)));
  decisions.end();
  for (let minute = 0; minute < 3; minute++) {
    world.nowMs += 2 * settings.cooldownMs;
    await world.untilDone(sweepOnce());
  }
  return { world, done };
}

function newMemory(): Memory {
  return { patience: new Patience(), evidence: new Evidence(), quality: new QualityWatch() };
}

/** What one write to the table should have made of the incident, from the anomalies between the marks before and after it. */
function expectCounted({ before, after }: TableWrite, anomalies: readonly Planned[]): string[] {
  const counted = anomalies.filter((one) => !isMarked(before, one) && isMarked(after, one));
  let incident = before?.incident;
  const told: string[] = [];
  for (const { x, atMs } of counted) {
    const severity = severityOf(x / 10, DEFAULT_SEVERITY_BANDS);
    if (!incident || atMs > incident.lastAnomalyAtMs + settings.cooldownMs) {
      incident = { ...after.incident!, anomalies: 1, severity, lastAnomalyAtMs: atMs };
      told.push('opened');
      continue;
    }
    const isWorse = SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(incident.severity);
    if (isWorse) told.push(`worsened-${severity}`);
    const lastAnomalyAtMs = Math.max(incident.lastAnomalyAtMs, atMs);
    incident = {
      ...incident,
      anomalies: incident.anomalies + 1,
      severity: isWorse ? severity : incident.severity,
      lastAnomalyAtMs,
    };
  }
  if (counted.length > 0) expect(essence(after.incident)).toEqual(essence(incident));
  const isNew = (alertId: string) => !before || !(alertId in before.pending);
  const written = Object.keys(after.pending).filter((alertId) => isNew(alertId) && !alertId.endsWith('-closed'));
  expect(written.map((alertId) => alertId.replace(/^[0-9a-f]{16}-/, ''))).toEqual(told);
  return counted.map(({ identity }) => identity);
}

function essence(incident: OpenIncident | undefined) {
  return incident && [incident.anomalies, incident.severity, incident.lastAnomalyAtMs];
}

function isMarked(item: IncidentItem | undefined, { source, shardId, sequenceNumber, index }: Planned): boolean {
  const mark = item?.source === source ? item.marks[shardId] : undefined;
  if (!mark) return false;
  const difference = Number(sequenceNumber) - Number(mark.sequenceNumber);
  return difference < 0 || (difference === 0 && index <= mark.index);
}

function identities(stream: PlannedStream, isWanted: (one: Planned) => boolean): string[] {
  return stream.observations.filter(isWanted).map(({ identity }) => identity);
}

describe('whatever fails, and however often', () => {
  const faults = fc.array(fc.nat(359), { maxLength: 150, size: 'max' });

  it('every observation is done or in quarantine and none is both, and anomalies are counted once and told', async () => {
    await fc.assert(
      fc.asyncProperty(streamOf, faults, async (stream, choices) => {
        const { world, done } = await run(stream, choices);
        const { aws } = world;

        expect([...done].sort()).toEqual(identities(stream, ({ fate }) => fate !== 'quarantined').sort());
        expect([...new Set(aws.quarantined.map(({ identity }) => identity))].sort()).toEqual(
          identities(stream, ({ fate }) => fate === 'quarantined').sort(),
        );

        const anomalies = stream.observations.filter(({ fate }) => fate === 'anomalous');
        const counted = aws.tableWrites.flatMap((write) =>
          expectCounted(
            write,
            anomalies.filter(({ source }) => source === write.after.source),
          ),
        );
        expect(counted.sort()).toEqual(anomalies.map(({ identity }) => identity).sort());

        const written = new Set(aws.tableWrites.flatMap(({ after }) => Object.keys(after.pending)));
        const told = aws.published.map(({ alertId }) => alertId);
        expect(new Set(told)).toEqual(written);
        expect(told.length - written.size).toBeLessThanOrEqual(world.repeatableFaults);
        for (const { pending, incident } of aws.items.values()) expect([pending, incident]).toEqual([{}, undefined]);
      }),
      { numRuns: Number(process.env.WEIR_PROPERTY_RUNS ?? 200) },
    );
  }, 120_000);
});
