import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert, IncidentAlert, StormAlert, StormMember } from '../../contracts/alert.ts';
import {
  type AlertOfIncident,
  type IncidentAct,
  type IncidentHistory,
  labelOf,
  stateOf,
} from '../../contracts/incident-history.ts';
import type { Severity } from '../../contracts/verdict.ts';
import { actOnIncident, withAct } from '../../history/act-on-incident.ts';
import { escalated, takenOn, taskOf } from '../../history/escalate.ts';
import { recordAlert } from '../../history/record-alert.ts';
import { recordedPublish } from '../../history/recorded-publish.ts';
import { actTold } from '../../history/tell-act.ts';
import { isOfIncident, withAlert } from '../../history/with-alert.ts';
import { PublishRefused } from '../../incidents/publish-alerts.ts';
import { DATA_QUALITY, MODEL, STORM } from '../messages/sample-alerts.ts';
import { InMemoryHistory } from '../support/consumer/in-memory-history.ts';
import { alertOf, silenceOf } from '../support/incident-alerts.ts';

const ID = '0123456789abcdef';
const act = (kind: IncidentAct['kind'], atMs = 5): IncidentAct => ({ kind, atMs, by: 'me', why: 'so' });
const known = (...alerts: AlertOfIncident[]) =>
  alerts.reduce<IncidentHistory | undefined>((history, alert, i) => withAlert(history, alert, i, 1000), undefined)!;
const opened = () => known(alertOf('opened'));
const closed = () => known(alertOf('opened'), alertOf('closed', { anomalies: 7 }));

/** The alerts of one incident, as they come to be. */
const STORY: IncidentAlert[] = [
  alertOf('opened'),
  alertOf('worsened', { anomalies: 4, severity: 'medium' }),
  alertOf('worsened', { anomalies: 30, severity: 'high' }),
  alertOf('closed', { anomalies: 41, severity: 'high' }),
];

describe('what is known of an incident', () => {
  it('is the same in whatever order its alerts are written down, and however often', () => {
    const essence = ({
      version: _v,
      firstToldAtMs: _f,
      lastToldAtMs: _l,
      overAtMs,
      escalation: _e,
      ...rest
    }: IncidentHistory) => ({
      ...rest,
      isOver: overAtMs !== undefined,
    });
    const all = essence(known(...STORY));
    expect(all).toMatchObject({
      anomalies: 41,
      severity: 'high',
      isOver: true,
      features: ['feature_0', 'feature_1', 'feature_2'],
      peak: { grade: 0.41, explanation: 'it is 41' },
      last: { alertId: `${ID}-worsened-high` },
    });
    const order = fc.shuffledSubarray([...STORY, ...STORY], { minLength: 8 });
    fc.assert(
      fc.property(order, (alerts) => {
        expect(essence(known(...alerts))).toEqual(all);
      }),
    );
  });

  it('does not change by what is known already, so that nothing is written', () => {
    const history = known(...STORY);
    for (const alert of STORY) expect(withAlert(history, alert, 99)).toBe(history);
  });

  it('of a silence begins when the last observation came, and ends when one comes again', () => {
    const silent = known(silenceOf('no_data'));
    expect(silent).toMatchObject({ about: 'silence', openedAtMs: Date.parse('2026-11-20T12:00:00Z'), anomalies: 0 });
    expect(stateOf(silent)).toBe('open');
    expect(stateOf(known(silenceOf('no_data'), silenceOf('data_again')))).toBe('resolved');
  });

  it('is small, whatever names and sentences it was told', () => {
    const feature = 'x'.repeat(10_000);
    const contributions = Array.from({ length: 99 }, (_, i) => ({
      feature: `${i}${feature}`,
      contribution: 1,
      observed: 1,
    }));
    const anomaly = { ...alertOf('opened').anomaly, contributions, explanation: feature };
    const alerts = Array.from({ length: 50 }, (_, i) => alertOf('opened', { anomalies: i + 1, anomaly }));
    expect(JSON.stringify(known(...alerts)).length).toBeLessThan(4000);
  });
});

describe('how an incident stands', () => {
  it('is open, then acknowledged, and resolved when a person says so or nothing comes any more', () => {
    expect(stateOf(opened())).toBe('open');
    const acknowledged = withAct(opened(), act('acknowledged'));
    expect(stateOf(acknowledged)).toBe('acknowledged');
    expect(stateOf(withAct(acknowledged, act('resolved')))).toBe('resolved');
    expect(stateOf(withAlert(acknowledged, alertOf('closed'), 9))).toBe('resolved');
  });

  it('is open again when a person reopens it, until silence ends it, or for good where it had ended', () => {
    const reopened = withAct(withAct(opened(), act('resolved')), act('reopened'));
    expect(stateOf(reopened)).toBe('open');
    expect(stateOf(withAlert(reopened, alertOf('closed'), 9))).toBe('resolved');
    const afterEnd = withAct(closed(), act('reopened'));
    expect(stateOf(afterEnd)).toBe('open');
    expect(stateOf(withAct(afterEnd, act('acknowledged')))).toBe('acknowledged');
  });

  it('can be said of what ended by itself, too: it was a false alarm', () => {
    expect(stateOf(withAct(closed(), { ...act('resolved'), resolution: 'false-alarm' }))).toBe('resolved');
  });

  it('is as before when a person says what it was: that it is over is another thing', () => {
    for (const history of [opened(), withAct(opened(), act('acknowledged')), closed()]) {
      const labelled = withAct(history, { ...act('labelled'), resolution: 'true' });
      expect([stateOf(labelled), taskOf(labelled)]).toEqual([stateOf(history), taskOf(history)]);
    }
  });
});

describe('what an incident was', () => {
  const said = (...acts: Partial<IncidentAct>[]) =>
    labelOf(
      acts.reduce((history: IncidentHistory, each) => withAct(history, { ...act('labelled'), ...each }), opened()),
    );

  it('is what a person said last, by resolving it or without', () => {
    expect(said()).toBeUndefined();
    expect(said({ resolution: 'false-alarm' })).toMatchObject({ resolution: 'false-alarm', by: 'me', why: 'so' });
    expect(said({ kind: 'resolved', resolution: 'planned' })?.resolution).toBe('planned');
    expect(said({ resolution: 'true' }, { kind: 'resolved', resolution: 'planned' })?.resolution).toBe('planned');
    expect(said({ kind: 'resolved', resolution: 'planned' }, { resolution: 'true' })?.resolution).toBe('true');
    expect(said({ resolution: 'true' }, { resolution: 'false-alarm' })?.resolution).toBe('false-alarm');
  });

  it('is left by who acknowledges, and taken back by who reopens', () => {
    expect(said({ resolution: 'true' }, { kind: 'acknowledged' })?.resolution).toBe('true');
    const resolved = { kind: 'resolved', resolution: 'true' } as const;
    expect(said(resolved, { kind: 'reopened' })).toBeUndefined();
    expect(said(resolved, { resolution: 'false-alarm' }, { kind: 'reopened' })).toBeUndefined();
  });

  it('keeps the line of each who said so, whoever died before writing it', async () => {
    const history = new InMemoryHistory();
    await history.write(opened());
    const label = { ...act('labelled', 6), resolution: 'true' } as const;
    const { addEntry } = history;
    history.addEntry = () => Promise.reject(new Error('died'));
    await expect(actOnIncident(history, ID, label)).rejects.toThrow('died');
    history.addEntry = addEntry;
    await actOnIncident(history, ID, { ...act('resolved', 7), resolution: 'planned' });
    expect(history.entries.get(ID)?.map(({ atMs }) => atMs)).toEqual([6, 7]);
  });

  it.each([
    ['acknowledged', withAct(opened(), act('acknowledged')), 'is acknowledged already (me, so)'],
    ['acknowledged', closed(), 'is resolved already (by silence): reopen it first'],
    ['resolved', withAct(opened(), act('resolved')), 'is resolved already (me, so): reopen it first'],
    ['reopened', opened(), 'is open, not resolved: there is nothing to reopen'],
  ] as const)('refuses in words what makes no sense: %s', (kind, history, words) => {
    expect(() => withAct(history, act(kind))).toThrow(`incident ${ID} ${words}`);
  });
});

describe('what a person does', () => {
  it('stands in the timeline, also where who wrote it died before its line', async () => {
    const store = new InMemoryHistory();
    await store.write({ ...opened(), version: 1 });
    const { addEntry } = store;
    store.addEntry = async () => Promise.reject(new Error('died'));
    await expect(actOnIncident(store, ID, act('acknowledged', 1))).rejects.toThrow('died');
    store.addEntry = addEntry;
    await actOnIncident(store, ID, act('resolved', 2));
    const acts = store.entries.get(ID)!.map((entry) => entry.what === 'act' && entry.act.kind);
    expect(acts).toEqual(['acknowledged', 'resolved']);
  });

  it('is refused of an incident that nobody knows, with what to do', async () => {
    const acting = actOnIncident(new InMemoryHistory(), ID, act('acknowledged'));
    await expect(acting).rejects.toThrow(`there is no incident ${ID}: npm run incidents -- list names them`);
  });
});

describe('telling others', () => {
  it('is due so long after the first alert, and not where a person did anything', () => {
    expect(taskOf(opened())).toEqual({ task: 'escalate', dueMs: 1000 });
    expect(taskOf(actTold(withAct(opened(), act('acknowledged')), act('acknowledged')))).toBeUndefined();
    expect(taskOf(withAct(withAct(opened(), act('resolved')), act('reopened')))).toBeUndefined();
    expect(taskOf(closed())).toBeUndefined();
    expect(taskOf(withAlert(undefined, alertOf('opened'), 0))).toBeUndefined();
  });

  it('is due from the first alert that was told and not held back', async () => {
    const history = new InMemoryHistory();
    await recordAlert(history, alertOf('worsened'), { atMs: 10, heldBackInto: 'fedcba9876543210' });
    expect(taskOf(history.histories.get(ID)!)).toBeUndefined();
    await recordAlert(history, alertOf('opened'), { atMs: 20, escalateAfterMs: 1000 });
    expect(taskOf(history.histories.get(ID)!)).toEqual({ task: 'escalate', dueMs: 1020 });
  });

  it('of a storm is due from the first message that has a member, which tells apart what is known in any order', () => {
    const storm = (n: number, members: number, ...worst: StormMember[]): StormAlert => {
      return { ...STORM, incidentId: ID, alertId: `${ID}-storm-${n}`, members, worst };
    };
    const member = (i: number, severity: Severity): StormMember => {
      return { source: `pump-${i}`, incidentId: `${i}`, severity, kind: 'opened' };
    };
    const many = Array.from({ length: 12 }, (_, i) => member(i, 'low'));
    const alerts = [storm(9, 12, ...many), storm(10, 13, member(20, 'high')), storm(11, 13, member(3, 'critical'))];
    expect([storm(8, 0), ...alerts].map(isOfIncident)).toEqual([false, true, true, true]);
    const all = known(...alerts);
    expect(taskOf(all)).toEqual({ task: 'escalate', dueMs: 1000 });
    expect(all).toMatchObject({ about: 'storm', anomalies: 13, last: { alertId: `${ID}-storm-11` } });
    expect(all.members?.map(({ source }) => source).slice(0, 4)).toEqual(['pump-3', 'pump-20', 'pump-0', 'pump-1']);
    fc.assert(
      fc.property(fc.shuffledSubarray([...alerts, ...alerts], { minLength: 6 }), (told) => {
        const { members, last } = known(...told);
        expect({ members, last }).toEqual({ members: all.members, last: all.last });
      }),
    );
  });

  it('is done once it was decided, whatever a person does then, and its end follows', () => {
    const decided = withAct(takenOn(opened(), 1000, 61_000), act('acknowledged'));
    expect(taskOf(decided)).toEqual({ task: 'escalate', dueMs: 61_000 });
    const told = escalated(decided, 'escalate', 1001);
    expect(taskOf(told)?.task).toBe('tell act');
    const heard = actTold(told, act('acknowledged'));
    expect(taskOf(heard)).toBeUndefined();
    const over = withAlert(heard, alertOf('closed'), 2000);
    expect(taskOf(over)?.task).toBe('tell end');
    expect(taskOf(escalated(over, 'tell end', 2001))).toBeUndefined();
  });
});

describe('publishing', () => {
  const world = (publish: (alert: Alert) => Promise<void>) => {
    const history = new InMemoryHistory();
    return { history, publish: recordedPublish({ history, publish, now: () => 7 }) };
  };

  it('is written down first, and with it why the topic refused it', async () => {
    const { history, publish } = world(async () => Promise.reject(new PublishRefused('too large')));
    await expect(publish(alertOf('opened'))).rejects.toThrow('too large');
    expect(history.entries.get(ID)).toMatchObject([{ what: 'told', atMs: 7, refusedBecause: 'too large' }]);
  });

  it('does not happen where it cannot be written down', async () => {
    const published: Alert[] = [];
    const { history, publish } = world(async (alert) => void published.push(alert));
    history.write = async () => Promise.reject(new Error('away'));
    await expect(publish(alertOf('opened'))).rejects.toThrow('away');
    expect(published).toEqual([]);
  });

  it('tells with the end who said that it is one', async () => {
    const published: Alert[] = [];
    const { history, publish } = world(async (alert) => void published.push(alert));
    await publish(alertOf('opened'));
    await actOnIncident(history, ID, { ...act('resolved'), resolution: 'planned' });
    await publish(alertOf('closed'));
    expect(published[1]).toMatchObject({ resolved: { by: 'me', resolution: 'planned', why: 'so' } });
  });

  it('of a test alert, of data quality and of models is no incident', async () => {
    const { history, publish } = world(async () => {});
    await publish(alertOf('opened', { test: true }));
    for (const alert of [MODEL, DATA_QUALITY]) await publish(alert);
    expect(history.histories.size).toBe(0);
  });
});
