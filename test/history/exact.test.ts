import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAct, isStorm, stormSource } from '../../contracts/alert.ts';
import type { IncidentAct } from '../../contracts/incident-history.ts';
import { lastActs, stateOf } from '../../contracts/incident-history.ts';
import { actOnIncident } from '../../history/act-on-incident.ts';
import { taskOf } from '../../history/escalate.ts';
import { actToTell } from '../../history/tell-act.ts';
import { isOfIncident } from '../../history/with-alert.ts';
import type { Report } from '../../lambda/consumer/ports.ts';
import { emptyMemory, processBatch } from '../../lambda/consumer/process-batch.ts';
import type { StreamRecord } from '../../lambda/consumer/stream-record.ts';
import { Evidence } from '../../lambda/scoring/evidence.ts';
import { sweep } from '../../lambda/sweeper/sweep.ts';
import { Decisions } from '../support/consumer/decisions.ts';
import { FaultyWorld } from '../support/consumer/faulty-world.ts';
import { ARRIVAL_MS, STREAM_ARN } from '../support/consumer/observations.ts';
import { SETTINGS } from '../support/consumer/settings.ts';

const MINUTE_MS = 60_000;
const TIME_LIMIT_MS = 60_000;
const ESCALATE_AFTER_MS = 3 * MINUTE_MS;
const NO_REPORT = new Proxy({}, { get: () => async () => {} }) as Report;
const ACTS = ['acknowledged', 'resolved', 'reopened', 'labelled'] as const;

interface Planned {
  readonly source: string;
  readonly x: number;
  readonly gapMs: number;
}

const planned: fc.Arbitrary<Planned[]> = fc.array(
  fc.record({
    source: fc.constantFrom('pump-1', 'pump-1', 'pump-2'),
    x: fc.constantFrom(1, 3, 5, 8),
    gapMs: fc.constantFrom(1000, MINUTE_MS, 400_000),
  }),
  { minLength: 1, maxLength: 10 },
);

function recordsOf(plans: readonly Planned[]): StreamRecord[] {
  let arrivalMs = ARRIVAL_MS;
  return plans.map(({ source, x, gapMs }, i) => {
    arrivalMs += gapMs;
    const text = JSON.stringify({ source, timestamp: new Date(arrivalMs).toISOString(), x });
    const bytes = new TextEncoder().encode(text);
    const place = { streamArn: STREAM_ARN, shardId: 'shardId-000000000000', sequenceNumber: String(10 + i) };
    return { ...place, partitionKey: 'key', arrivalMs, bytes };
  });
}

/** A world with a consumer, a sweeper and people who click, and what each write found. */
class ClickedWorld extends FaultyWorld {
  override escalateAfterMinutes = ESCALATE_AFTER_MS / MINUTE_MS;
  /** Writes of items of sources that were refused, because somebody else had written. */
  refusedWrites = 0;
  /** Anomalies that were counted in an incident although who counted could know that it was resolved. */
  swallowed: string[] = [];
  /** What nobody could look up when it was told. */
  missing: string[] = [];
  /** By source and version of what was read first: the incident that was resolved then. */
  readonly #resolvedAtRead = new Map<string, string | undefined>();

  constructor(decisions: Decisions) {
    super(decisions, ARRIVAL_MS + 60 * MINUTE_MS);
    const { incidents, history } = this.aws;
    const { read, write } = incidents;
    const isResolved = (id = '') => history.histories.get(id)?.act?.kind === 'resolved';
    incidents.read = async (source) => {
      const item = await read(source);
      const id = item?.incident?.incidentId;
      const name = `${source} ${item?.version ?? 0}`;
      if (!this.#resolvedAtRead.has(name)) this.#resolvedAtRead.set(name, isResolved(id) ? id : undefined);
      return item;
    };
    incidents.write = async (item) => {
      const before = this.aws.items.get(item.source)?.incident;
      const isWritten = await write(item);
      if (!isWritten) this.refusedWrites++;
      const resolvedId = this.#resolvedAtRead.get(`${item.source} ${item.version - 1}`);
      const isSame = resolvedId !== undefined && item.incident?.incidentId === resolvedId;
      const grew = isSame && item.incident!.anomalies > (before?.anomalies ?? 0);
      if (isWritten && grew && isResolved(resolvedId)) this.swallowed.push(resolvedId);
      return isWritten;
    };
    this.aws.publish = async (alert) => {
      this.aws.published.push(alert);
      if (!isOfIncident(alert)) return;
      const lines = history.entries.get(alert.incidentId) ?? [];
      const known = history.histories.get(alert.incidentId);
      const counted = isStorm(alert) ? alert.members : 'anomalies' in alert ? alert.anomalies : 0;
      const isKnown = known && known.anomalies >= counted;
      const hasLine = lines.some((line) => line.what === 'told' && line.alert.alertId === alert.alertId);
      if (!isKnown || !hasLine) this.missing.push(alert.alertId);
    };
  }

  /** Somebody does something with an incident, as a command does it. */
  async click(kind: IncidentAct['kind'], incidentId: string): Promise<void> {
    const act: IncidentAct = { kind, atMs: this.nowMs, by: 'me', why: 'because' };
    await this.run(TIME_LIMIT_MS, (process) => actOnIncident(this.history(process), incidentId, act)).catch((error) => {
      if (error instanceof TypeError) throw error;
    });
  }

  sweepOnce() {
    return this.run(TIME_LIMIT_MS, (process) => sweep(SETTINGS, this.sweepPorts(process, NO_REPORT)));
  }
}

interface Choices {
  readonly sweeps: boolean;
}

async function run(plans: readonly Planned[], choices: readonly number[], { sweeps }: Choices): Promise<ClickedWorld> {
  const decisions = new Decisions(choices);
  const world = new ClickedWorld(decisions);
  const settings = { ...SETTINGS, quarantineAlertPercent: 100 };
  const records = recordsOf(plans);
  const beside: Promise<unknown>[] = [];
  const consume = async () => {
    for (let at = 0; at < records.length; ) {
      const known = [...world.aws.history.histories.keys()];
      const chosen = decisions.choose(7);
      if (known.length > 0 && chosen < ACTS.length) {
        const clicked = world.click(ACTS[chosen], known[decisions.choose(known.length)]);
        beside.push(sweeps ? clicked.then(() => world.sweepOnce()) : clicked);
      }
      if (sweeps && decisions.choose(3) > 0) beside.push(world.sweepOnce());
      world.nowMs += [0, 0, MINUTE_MS, 4 * MINUTE_MS, 6 * MINUTE_MS][decisions.choose(5)];
      const batch = records.slice(at, at + 1 + decisions.choose(3));
      const answer = await world.run(TIME_LIMIT_MS, (process) =>
        processBatch(batch, settings, world.ports(process, NO_REPORT, new Evidence()), emptyMemory()),
      );
      if (answer && answer.retryFrom === undefined) at += batch.length;
    }
  };
  await world.untilDone(consume().then(() => Promise.all(beside)));
  decisions.end();
  for (let i = 0; i < 4; i++) {
    world.nowMs += 2 * SETTINGS.cooldownMs;
    await world.untilDone(world.sweepOnce());
  }
  return world;
}

/** Of the world's faults none. */
const harmless = fc.nat(59).map((n) => 6 * n + (n % 2));
const choicesOf = fc.array(fc.oneof({ weight: 9, arbitrary: harmless }, { weight: 1, arbitrary: fc.nat(359) }), {
  minLength: 100,
  maxLength: 400,
  size: 'max',
});
const RUNS = {
  numRuns: Number(process.env.WEIR_PROPERTY_RUNS ?? 150),
  interruptAfterTimeLimit: 45_000,
  markInterruptAsFailure: false,
};

describe('the history, whatever dies and whoever clicks', () => {
  it('has each alert before anybody hears of it, or as held back, and in the end all that was counted', async () => {
    await fc.assert(
      fc.asyncProperty(planned, choicesOf, async (plans, choices) => {
        const { aws, missing } = await run(plans, choices, { sweeps: true });
        expect(missing).toEqual([]);
        const ofSources = aws.tableWrites.filter(({ after }) => after.source !== stormSource());
        const written = new Set(ofSources.flatMap(({ after }) => Object.keys(after.pending)));
        const alone = aws.published.filter((alert) => !isStorm(alert) && !isAct(alert)).map(({ alertId }) => alertId);
        const counted = new Map<string, number>();
        for (const { after } of aws.tableWrites) {
          // One write may open an incident and replace it.
          const alerts = Object.values(after.pending).map(({ alert }) => alert);
          for (const each of [...alerts, ...(after.incident ? [after.incident] : [])]) {
            if (!('anomalies' in each)) continue;
            counted.set(each.incidentId, Math.max(each.anomalies, counted.get(each.incidentId) ?? 0));
          }
        }
        const { histories, entries } = aws.history;
        const ofOne = [...histories.values()].filter(({ about }) => about !== 'storm');
        expect(ofOne.map(({ incidentId }) => incidentId).sort()).toEqual([...counted.keys()].sort());
        const lines = [...entries.values()].flat().filter((line) => line.what === 'told');
        const told = lines.filter(({ alert }) => !alert.escalated && !isStorm(alert));
        expect(new Set(told.map(({ alert }) => alert.alertId))).toEqual(written);
        const heldBack = told
          .filter(({ heldBackInto }) => heldBackInto !== undefined)
          .map(({ alert }) => alert.alertId);
        expect([...heldBack, ...new Set(alone)].sort()).toEqual([...written].sort());
        for (const [id, history] of histories) {
          const joined = (entries.get(id) ?? []).filter(({ what }) => what === 'joined').length;
          const count = history.about === 'storm' ? joined : counted.get(id);
          expect([id, history.anomalies, history.overAtMs !== undefined]).toEqual([id, count, true]);
          expect(taskOf(history)).toBeUndefined();
          if (history.stormId !== undefined) expect(histories.get(history.stormId)?.about).toBe('storm');
        }
      }),
      RUNS,
    );
  }, 60_000);

  it('has every act of a person in order, and the last one says how the incident stands', async () => {
    await fc.assert(
      fc.asyncProperty(planned, choicesOf, async (plans, choices) => {
        const { aws } = await run(plans, choices, { sweeps: true });
        for (const [id, history] of aws.history.histories) {
          const ofIncident = aws.history.writes.filter(({ after }) => after.incidentId === id);
          const acts = new Set(ofIncident.flatMap(({ after }) => lastActs(after).map((act) => JSON.stringify(act))));
          const lines = aws.history.entries.get(id)!.filter((line) => line.what === 'act');
          // The last line may be missing where who wrote it died: what is known has it.
          const seen = new Set([...lines.map(({ act }) => act), ...lastActs(history)]);
          expect(new Set([...seen].map((act) => JSON.stringify(act)))).toEqual(acts);
          if (history.act?.kind === 'resolved') expect(stateOf(history)).toBe('resolved');
          if (!history.act) expect(stateOf(history)).toBe('resolved');
        }
      }),
      RUNS,
    );
  }, 60_000);

  it('tells others once of what nobody touched in time, and them alone that it is over', async () => {
    await fc.assert(
      fc.asyncProperty(planned, choicesOf, async (plans, choices) => {
        const { aws, repeatableFaults } = await run(plans, choices, { sweeps: true });
        const decided = new Set<string>();
        for (const { before, after } of aws.history.writes) {
          const [was, is] = [before?.escalation?.decidedAtMs, after.escalation?.decidedAtMs];
          if (was !== undefined) expect(is).toBe(was);
          if (was !== undefined || is === undefined) continue;
          decided.add(after.incidentId);
          expect([after.act, after.overAtMs]).toEqual([undefined, undefined]);
          expect(is - after.firstToldAtMs).toBeGreaterThanOrEqual(ESCALATE_AFTER_MS);
        }
        const ids = aws.publishedToOthers.filter((alert) => !isAct(alert)).map(({ alertId }) => alertId);
        const wanted = [...decided].flatMap((id) => [`${id}-escalated`, `${id}-escalated-over`]);
        expect(new Set(ids)).toEqual(new Set(wanted));
        expect(ids.length - wanted.length).toBeLessThanOrEqual(repeatableFaults);
      }),
      RUNS,
    );
  }, 60_000);

  it('tells of what a person did whom the incident was told, and nobody before that', async () => {
    let [heard, runs] = [0, 0];
    await fc.assert(
      fc.asyncProperty(planned, choicesOf, async (plans, choices) => {
        const { aws, repeatableFaults } = await run(plans, choices, { sweeps: true });
        const told = aws.published.filter(isAct);
        const done = new Set<string>();
        for (const { after } of aws.history.writes) {
          for (const { kind, atMs } of lastActs(after)) done.add(`${after.incidentId}-${kind}-${atMs}`);
        }
        for (const alert of told) {
          expect(done).toContain(alert.alertId);
          const first = aws.published.find((one) => 'incidentId' in one && one.incidentId === alert.incidentId);
          expect(first?.kind).not.toBe('acknowledged');
          expect(aws.history.histories.get(alert.incidentId)).not.toHaveProperty('stormId');
        }
        heard += told.length;
        runs++;
        const ids = new Set(told.map(({ alertId }) => alertId));
        expect(told.length - ids.size).toBeLessThanOrEqual(repeatableFaults);
        const open = [...aws.history.histories.values()].filter((history) => actToTell(history) !== undefined);
        expect(open).toEqual([]);
      }),
      RUNS,
    );
    // A busy machine has time for few.
    if (runs >= 150) expect(heard).toBeGreaterThan(0);
  }, 60_000);

  it('swallows nothing that comes after a person resolved the incident', async () => {
    await fc.assert(
      fc.asyncProperty(planned, choicesOf, async (plans, choices) => {
        expect((await run(plans, choices, { sweeps: true })).swallowed).toEqual([]);
      }),
      RUNS,
    );
  }, 60_000);
});

it('a click never stands in the way of counting', async () => {
  // Nothing fails, and nobody sweeps: only clicks are left.
  const calm = fc.array(harmless, { minLength: 20, maxLength: 200, size: 'max' });
  let acts = 0;
  await fc.assert(
    fc.asyncProperty(planned, calm, async (plans, choices) => {
      const { refusedWrites, aws } = await run(plans, choices, { sweeps: false });
      expect(refusedWrites).toBe(0);
      acts += aws.history.writes.filter(({ before, after }) => after.act && after.act !== before?.act).length;
    }),
    RUNS,
  );
  expect(acts).toBeGreaterThan(20);
}, 60_000);
