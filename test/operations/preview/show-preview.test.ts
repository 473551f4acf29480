import { describe, expect, it } from 'vitest';
import type { Replayed, ReplayedIncident } from '../../../incidents/replay.ts';
import { previewJson, previewText } from '../../../operations/preview/show-preview.ts';

const incident = (minute: number, more: Partial<ReplayedIncident> = {}): ReplayedIncident => ({
  incidentId: String(minute),
  source: 'pump',
  openedAtMs: Date.UTC(2026, 10, 27, 0, minute),
  lastAtMs: Date.UTC(2026, 10, 27, 0, minute),
  severity: 'high',
  anomalies: 3,
  messages: 2,
  sentence: 'bar is 9',
  isLabelled: false,
  ...more,
});
const replayed = (incidents: readonly ReplayedIncident[], more: Partial<Replayed> = {}): Replayed => ({
  observations: 120_000,
  anomalous: 31,
  days: 4,
  incidents,
  messages: incidents.map(({ incidentId, source, severity }) => {
    return { incidentId, source, severity, kind: 'opened', atMs: 0 };
  }),
  decisions: {},
  heldBy: {},
  ...more,
});
const twelve = Array.from({ length: 12 }, (_, i) => incident(2 * i));

describe('a preview', () => {
  it('shows before and after side by side, and what appears and disappears by source, time, severity and sentence', () => {
    const before = replayed([incident(0), incident(4)]);
    const after = replayed([incident(0), incident(8, { severity: 'low', source: 'fan' })], { heldBy: { night: 7 } });
    const text = previewText({ before, after, change: 'rules of r.json' });
    expect(text).toMatch(/observations +│ 120,000 │ 120,000 │/);
    expect(text).toMatch(/held by night +│ +0 │ +7 │/);
    expect(text).toMatch(/incidents a day +│ +0.5 │ +0.5 │/);
    expect(text).toContain('after: rules of r.json');
    expect(text).toContain('1 incident appears:\n  2026-11-27 00:08  low       fan  bar is 9');
    expect(text).toContain('1 incident disappears:\n  2026-11-27 00:04  high      pump  bar is 9');
  });

  it('names the first ten, says how many there are, and gives machines all', () => {
    const two = { before: replayed(twelve), after: replayed([]), change: 'x' };
    expect(previewText(two)).toMatch(/nothing appears\n12 incidents disappear, the first 10:\n( {2}2026.*\n?){10}$/);
    expect(previewJson(two).disappears).toHaveLength(12);
  });

  it('fits 100 columns, whatever is called what', () => {
    const long = twelve.map((each) => ({ ...each, source: 's'.repeat(256), sentence: 'w'.repeat(500) }));
    const heldBy = { ['r'.repeat(60)]: 1_000_000_000 };
    const text = previewText({ before: replayed(long, { heldBy }), after: replayed([], { heldBy }), change: 'x' });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('shows what would break a line for what it is', () => {
    const text = previewText({ before: replayed([incident(0, { source: 'a\nb' })]), after: replayed([]), change: 'x' });
    expect(text).toContain('a\ufffdb');
  });

  it('says no rate where all was at one moment', () => {
    expect(
      previewJson({ before: replayed([], { days: 0 }), after: replayed([]), change: 'x' }).before.incidentsPerDay,
    ).toBeNull();
  });
});
