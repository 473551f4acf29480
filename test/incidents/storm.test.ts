import { describe, expect, it } from 'vitest';
import type { Alert, StormAlert } from '../../contracts/alert.ts';
import { DEFAULT_SEVERITY_BANDS, type Severity } from '../../contracts/verdict.ts';
import { describeAnomaly } from '../../incidents/anomaly.ts';
import { type IncidentItem, newItem } from '../../incidents/incident-item.ts';
import { hasRoom, withMessage } from '../../incidents/message-cap.ts';
import { decideAlert, NO_STORM, type Storm, withoutSettled } from '../../incidents/storm.ts';
import { stormDueMs, tellStorm } from '../../incidents/tell-storm.ts';
import { emailText } from '../../messages/email.ts';
import { messageOf } from '../../messages/message.ts';
import { anomaly } from '../support/consumer/observations.ts';

const alertSubject = (alert: Alert) => messageOf(alert).title;
const alertWords = (alert: Alert) => emailText(messageOf(alert));

const START_MS = Date.parse('2026-11-28T12:00:00Z');
const MINUTE_MS = 60_000;

interface Told {
  readonly kind?: 'opened' | 'worsened' | 'closed';
  readonly feature?: string;
  readonly severity?: Severity;
  readonly grade?: number;
  readonly isMember?: boolean;
  readonly test?: true;
}

/** Messages of a small installation, asked for one after the other. */
class Messages {
  storm: Storm = NO_STORM;
  nowMs = START_MS;
  readonly told: string[] = [];

  ask(
    source: string,
    { kind = 'opened', feature, severity = 'medium', grade, isMember = false, test }: Told = {},
  ): string {
    const contributions = feature ? [{ feature, contribution: 1, observed: 9, direction: 'above' as const }] : [];
    const one = anomaly(1, 0.3);
    const alert: Alert = {
      ...{ version: 1, alertId: `${source}-${kind}`, kind, incidentId: `incident of ${source}`, source, severity },
      ...{ anomalies: 1, openedAt: new Date(this.nowMs).toISOString(), ...(test && { test }), ...(grade && { grade }) },
      anomaly: describeAnomaly({
        ...one,
        verdict: { ...one.verdict, contributions, explanation: `${feature} is high` },
      }),
    };
    const context = { isMember, messagesPerMinute: 10, nowMs: this.nowMs };
    const { storm, fate } = decideAlert(this.storm, alert, context);
    this.storm = storm;
    if (fate.is === 'told') this.told.push(source);
    return fate.is === 'held' ? fate.because : fate.is;
  }

  /** What the sweeper tells now. */
  sweep(): StormAlert | undefined {
    const item: IncidentItem = { ...newItem('weir:storm'), storm: this.storm };
    const swept = tellStorm(item, this.nowMs, DEFAULT_SEVERITY_BANDS);
    this.storm = swept.item.storm ?? NO_STORM;
    return swept.alert;
  }
}

const SOURCES = Array.from({ length: 20 }, (_, i) => `pump-${i + 1}`);

describe('sources that become strange shortly after each other, how severe they are', () => {
  const storm = (many: number, told: Told) => {
    const messages = new Messages();
    for (let i = 1; i <= many; i++) messages.ask(`pump-${i}`, { feature: 'temperature', ...told });
    return messages.sweep()?.severity;
  };

  it.each([
    [2, 'low'],
    [10, 'medium'],
    [100, 'high'],
  ] as const)('%i that are low by themselves are %s as one incident', (many, severity) => {
    expect(storm(many, { severity: 'low', grade: 0.1 })).toBe(severity);
  });

  it('is never less than the worst of them, nor more where no grade is known', () => {
    expect(storm(3, { severity: 'high', grade: 0.1 })).toBe('high');
    expect(storm(100, { severity: 'low' })).toBe('low');
  });
});

describe('sources that become strange shortly after each other', () => {
  it('in the same way are one incident: the first is told at once, the others in one message, their end in one', () => {
    const messages = new Messages();
    const fates = SOURCES.map((source) => messages.ask(source, { feature: 'temperature' }));
    expect(fates).toEqual(['told', ...Array(19).fill('alike')]);
    const grown = messages.sweep()!;
    expect(grown).toMatchObject({ kind: 'storm', sources: 20, members: 19, heldBack: 19, toldAlone: ['pump-1'] });
    expect(alertSubject(grown)).toBe('[medium] 20 sources strange at once: temperature above what is usual');
    expect(alertWords(grown)).toContain('Told alone before: pump-1.');
    messages.nowMs += 10 * MINUTE_MS;
    const ends = SOURCES.slice(1).map((source) => messages.ask(source, { kind: 'closed', isMember: true }));
    expect(new Set(ends)).toEqual(new Set(['member']));
    expect(messages.ask('pump-1', { kind: 'closed' })).toBe('told');
    expect(messages.sweep()).toBeUndefined();
    messages.nowMs += MINUTE_MS;
    expect(messages.sweep()).toMatchObject({ kind: 'storm_over', sources: 20, ended: 19, heldBack: 19 });
    expect(messages.storm.open).toBeUndefined();
    expect(messages.told).toEqual(['pump-1', 'pump-1']);
  });

  it('each in its own way are told one by one up to five, and then together', () => {
    const messages = new Messages();
    const fates = SOURCES.slice(0, 7).map((source) => messages.ask(source, { feature: source }));
    expect(fates).toEqual([...Array(5).fill('told'), 'many', 'many']);
    expect(alertSubject(messages.sweep()!)).toBe('[medium] 7 sources strange at once');
  });

  it('more than a minute after the last are told anew', () => {
    const messages = new Messages();
    messages.ask('pump-1', { feature: 'temperature' });
    messages.nowMs += MINUTE_MS;
    expect(messages.ask('pump-2', { feature: 'temperature' })).toBe('told');
    messages.nowMs += MINUTE_MS - 1;
    expect(messages.ask('pump-3', { feature: 'temperature' })).toBe('alike');
  });

  it('are told once a minute as long as others join, each time of those that did', () => {
    const messages = new Messages();
    for (const source of SOURCES.slice(0, 3)) messages.ask(source, { feature: 'temperature' });
    expect(messages.sweep()?.worst.map(({ source }) => source)).toEqual(['pump-2', 'pump-3']);
    messages.nowMs += 30_000;
    messages.ask('pump-4', { feature: 'temperature', severity: 'critical' });
    expect(messages.sweep()).toBeUndefined();
    messages.nowMs += 30_000;
    expect(messages.sweep()).toMatchObject({ alertId: /-storm-2$/, severity: 'critical', members: 3, heldBack: 1 });
  });
});

describe('the cap', () => {
  it('holds for every minute, wherever it begins', () => {
    const told = Array.from({ length: 10 }, (_, i) => i * 6000).reduce(withMessage, []);
    expect([59_999, 60_000].map((nowMs) => hasRoom(told, 10, nowMs))).toEqual([false, true]);
  });

  it('puts what is beyond it into one message, the critical ones first, and lets ends wait', () => {
    const messages = new Messages();
    const kind = 'worsened';
    for (const source of SOURCES.slice(0, 10)) expect(messages.ask(source, { kind })).toBe('told');
    expect(SOURCES.slice(10, 13).map((source) => messages.ask(source, { kind, severity: 'low' }))).toEqual(
      Array(3).fill('cap'),
    );
    expect(messages.ask('pump-20', { kind, severity: 'critical' })).toBe('cap');
    expect(messages.ask('pump-1', { kind: 'closed' })).toBe('waits');
    const told = messages.sweep()!;
    expect(told).toMatchObject({ members: 0, heldBack: 4, severities: { low: 3, critical: 1 } });
    expect(told.worst[0]).toMatchObject({ source: 'pump-20', kind: 'worsened' });
    expect(alertSubject(told)).toBe('[critical] 4 messages held back');
    messages.nowMs += MINUTE_MS;
    expect(messages.ask('pump-1', { kind: 'closed' })).toBe('told');
    // Nothing of it is over that anybody was told of.
    expect(messages.sweep()).toBeUndefined();
    expect(messages.storm.open).toBeUndefined();
  });

  it('lets a test alert pass', () => {
    const messages = new Messages();
    for (const source of SOURCES) messages.ask(source, { kind: 'worsened' });
    expect(messages.ask('test', { test: true })).toBe('told');
  });
});

it('an alert that is asked for again has the same fate, until it is settled', () => {
  const messages = new Messages();
  for (const source of ['pump-1', 'pump-2']) messages.ask(source, { feature: 'temperature' });
  messages.nowMs += 10 * MINUTE_MS;
  expect(messages.ask('pump-2', { feature: 'temperature' })).toBe('alike');
  expect(messages.storm.open?.members).toBe(1);
  expect(Object.keys(withoutSettled(messages.storm, new Set(['pump-2-opened'])).underWay)).toEqual(['pump-1-opened']);
});

it('a storm of which some end is missing is over a day after the last that was heard of it', () => {
  const messages = new Messages();
  for (const source of ['pump-1', 'pump-2']) messages.ask(source, { feature: 'temperature' });
  messages.sweep();
  const dueMs = stormDueMs(messages.storm)!;
  expect(dueMs).toBe(START_MS + 24 * 60 * MINUTE_MS);
  messages.nowMs = dueMs;
  expect(alertWords(messages.sweep()!)).toContain('Nothing has been heard for a day of 1 incident of 1.');
});
