import { describe, expect, it } from 'vitest';
import type { IncidentAlert } from '../../contracts/alert.ts';
import { DEFAULT_SEVERITY_BANDS, type Verdict } from '../../contracts/verdict.ts';
import { countAnomalies } from '../../incidents/count-anomalies.ts';
import { type IncidentItem, newItem } from '../../incidents/incident-item.ts';
import { silenceThatEndsMs } from '../../incidents/silence-that-ends.ts';
import { ARRIVAL_MS, anomaly, deliveredFrom } from '../support/consumer/observations.ts';

const RULES = { cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS, openingEvidence: 3 };
const HIGH = 0.6;
const DAY_MS = 86_400_000;

/** One anomaly after the other, each so many seconds after the first arrival. */
class Source {
  item: IncidentItem = newItem('pump-1');
  readonly told: string[] = [];
  last?: IncidentAlert;
  readonly #usualIntervalMs: number | undefined;

  constructor(usualIntervalMs?: number) {
    this.#usualIntervalMs = usualIntervalMs;
  }

  /** @param leads feature, direction and maybe distance, each that matters, `temperature above 5` */
  strange(seconds: number, grade = HIGH, ...leads: readonly string[]): string {
    const one = anomaly(1 + seconds, grade, seconds * 1000, { usualIntervalMs: this.#usualIntervalMs });
    const verdict = { ...one.verdict, ...(leads.length > 0 && { contributions: leads.map(contributionOf) }) };
    const { item, decisions, toPublish } = countAnomalies(
      this.item,
      [{ ...one, verdict }],
      deliveredFrom(1 + seconds),
      RULES,
      ARRIVAL_MS + seconds * 1000,
    );
    this.item = { ...item!, pending: {} };
    this.last = toPublish.at(-1) ?? this.last;
    this.told.push(...toPublish.map(({ alertId }) => alertId.slice(17)));
    return decisions[0]!.decision;
  }
}

function contributionOf(lead: string): NonNullable<Verdict['contributions']>[number] {
  const [feature = '', direction, distance] = lead.split(' ');
  const expected = distance === undefined ? {} : { expected: 1 - Number(distance) };
  return { feature, contribution: 1, observed: 1, ...expected, direction: direction as 'above' | 'below' };
}

describe('an open incident', () => {
  it('speaks when its severity rises, also because it lasts, and each time once', () => {
    const source = new Source();
    const decisions = Array.from({ length: 40 }, (_, i) => source.strange(i * 60, HIGH));
    expect(new Set(decisions)).toEqual(new Set(['opened', 'joined']));
    for (let minute = 40; minute < 1100; minute++) source.strange(minute * 60, HIGH);
    expect(source.told).toEqual(['opened', 'worsened-critical']);
  });

  it('speaks when another feature has led three times in a row, and says what led before', () => {
    const source = new Source(1000);
    source.strange(0, HIGH, 'temperature above');
    expect(source.strange(1, HIGH, 'pressure below')).toBe('joined');
    expect(source.strange(2, HIGH, 'pressure below')).toBe('joined');
    expect(source.strange(3, HIGH, 'temperature above')).toBe('joined');
    for (const second of [4, 5]) expect(source.strange(second, HIGH, 'pressure below')).toBe('joined');
    expect(source.strange(6, HIGH, 'pressure below')).toBe('changed');
    expect(source.item.incident?.told).toMatchObject({
      messages: 2,
      characters: ['pressure below', 'temperature above'],
    });
  });

  it('speaks when the direction is another one, but of no feature that people have heard of', () => {
    const source = new Source(1000);
    source.strange(0, HIGH, 'temperature above', 'current above');
    for (const second of [1, 2, 3]) expect(source.strange(second, HIGH, 'current above')).toBe('joined');
    const decisions = [4, 5, 6].map((second) => source.strange(second, HIGH, 'temperature below'));
    expect(decisions).toEqual(['joined', 'joined', 'changed']);
    for (const second of [7, 8, 9]) expect(source.strange(second, HIGH, 'temperature above')).toBe('joined');
    expect(source.told).toEqual(['opened', 'changed-2']);
  });

  it('speaks when what people have heard of is more than three times as far off, three times in a row', () => {
    const source = new Source(1000);
    source.strange(0, HIGH, 'temperature above 10', 'flow below 1');
    for (const second of [1, 2, 3]) expect(source.strange(second, HIGH, 'flow below 3')).toBe('joined');
    const decisions = [4, 5, 6].map((second) => source.strange(second, HIGH, 'temperature above 12', 'flow below 4'));
    expect(decisions).toEqual(['joined', 'joined', 'changed']);
    expect(source.last).toMatchObject({ kind: 'changed', further: 'flow below' });
    expect(source.last).not.toHaveProperty('changedFrom');
    for (const second of [7, 8, 9]) expect(source.strange(second, HIGH, 'flow below 12')).toBe('joined');
    expect(source.item.incident?.told.distances).toEqual({ 'temperature above': 12, 'flow below': 4 });
  });

  it('does not speak of a feature as further off where nothing was expected of it', () => {
    const source = new Source(1000);
    source.strange(0, HIGH, 'temperature above');
    for (const second of [1, 2, 3]) expect(source.strange(second, HIGH, 'temperature above 100')).toBe('joined');
  });

  it('speaks when it goes on after a pause, once there is evidence enough', () => {
    const source = new Source(1000);
    source.strange(0);
    expect([151, 152, 153].map((second) => source.strange(second, 0.1))).toEqual(['joined', 'joined', 'resumed']);
    expect(source.told).toEqual(['opened', 'resumed-2']);
  });

  it('does not speak of a trifle after a pause', () => {
    const source = new Source(1000);
    source.strange(0);
    expect([151, 170, 200].map((second) => source.strange(second, 0.1))).toEqual(['joined', 'joined', 'joined']);
  });

  it('speaks ever more seldom of what comes and goes', () => {
    const source = new Source(1000);
    for (let i = 0; i < 432; i++) source.strange(i * 200);
    const resumed = source.told.filter((told) => told.startsWith('resumed'));
    expect(resumed.length).toBeGreaterThan(5);
    expect(resumed.length).toBeLessThan(12);
    expect(new Set(source.told).size).toBe(source.told.length);
  });

  it('of a source that speaks every five minutes is one, with jitter and a reading that is usual between two', () => {
    const source = new Source(300_000);
    const seconds = [0, 301, 598, 905, 1801, 2100, 2402];
    expect(seconds.map((second) => source.strange(second, 0.8))).toEqual([
      'opened',
      ...seconds.slice(1).map(() => expect.stringMatching(/joined|resumed/)),
    ]);
    expect(source.told.filter((told) => told === 'opened')).toHaveLength(1);
    expect(source.strange(2402 + 1051, 0.8)).toBe('opened');
    expect(source.told).toContain('closed');
  });
});

describe('the silence that ends an incident', () => {
  it.each([
    ['the cooldown, of a source that speaks often', 1000, 300_000],
    ['the cooldown, of one whose pace is unknown', undefined, 300_000],
    ['three and a half intervals, of one that speaks seldom', 3_600_000, 12_600_000],
    ['a week at most, because the item is forgotten after eight days', 3 * DAY_MS, 7 * DAY_MS],
  ])('is %s', (_, usualIntervalMs, silenceMs) => {
    expect(silenceThatEndsMs(300_000, usualIntervalMs)).toBe(silenceMs);
  });
});
