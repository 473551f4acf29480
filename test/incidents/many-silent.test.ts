import { describe, expect, it } from 'vitest';
import { newItem } from '../../incidents/incident-item.ts';
import { countSilent, type ShardReport } from '../../incidents/many-silent.ts';

const START_MS = Date.parse('2026-11-27T14:00:00Z');
const MINUTE_MS = 60_000;
const EMPTY = newItem('weir:no-data');
const BY_CONSUMER = { publisher: 'consumer', nowMs: START_MS } as const;

function report(silent: number, minute: number, parts: Partial<ShardReport> = {}): ShardReport {
  const atMs = START_MS + minute * MINUTE_MS;
  return { shard: 'a', silent, of: 100, atMs, sinceMs: atMs - 5 * MINUTE_MS, isMany: true, ...parts };
}

function itemAfter(...reports: readonly ShardReport[]) {
  return reports.reduce((item, one) => countSilent(item, [one], BY_CONSUMER).item ?? item, EMPTY);
}

describe('the incident of many sources that are silent', () => {
  it('is opened once, with how many they are of how many', () => {
    const opened = countSilent(EMPTY, [report(40, 0)], BY_CONSUMER);
    expect(opened).toMatchObject({
      decision: 'opened',
      alert: { kind: 'no_data', source: 'weir:no-data', severity: 'high', silent: 40, of: 100 },
    });
    const joined = countSilent(opened.item!, [report(90, 1), report(50, 2, { shard: 'b' })], BY_CONSUMER);
    expect(joined).toMatchObject({ decision: 'joined', item: { silences: { open: { most: 140 } } } });
    expect(joined.alert).toBeUndefined();
  });

  it('is over when a tenth of them or fewer are silent still', () => {
    const item = itemAfter(report(40, 0), report(60, 1));
    const few = { isMany: false };
    expect(countSilent(item, [report(7, 2, few)], BY_CONSUMER)).toMatchObject({ decision: 'joined' });
    const closed = countSilent(item, [report(6, 2, few)], BY_CONSUMER);
    expect(closed).toMatchObject({ decision: 'closed', alert: { kind: 'data_again' } });
    expect(closed.item?.silences?.open).toBeUndefined();
  });

  it('does not change by what is not later than what is known of the shard: a delivery that comes again', () => {
    const item = itemAfter(report(40, 0), report(0, 5, { isMany: false }));
    for (const again of [report(40, 0), report(0, 5, { isMany: false })]) {
      expect(countSilent(item, [again], BY_CONSUMER)).toEqual({ decision: 'already_told' });
    }
  });

  it('is another one for those that fall silent an hour after the last', () => {
    const item = itemAfter(report(40, 0), report(41, 30));
    expect(countSilent(item, [report(41, 89)], BY_CONSUMER)).toMatchObject({ decision: 'joined' });
    expect(countSilent(item, [report(41, 91)], BY_CONSUMER)).toMatchObject({ decision: 'opened' });
  });

  it('remembers nothing where nobody was told', () => {
    expect(countSilent(EMPTY, [report(3, 0, { isMany: false })], BY_CONSUMER)).toEqual({ decision: 'untold' });
  });

  it('forgets shards of which nothing was heard for longer than a record may come again', () => {
    const item = itemAfter(report(40, 0, { shard: 'old' }), report(0, 1, { shard: 'old', isMany: false }));
    const later = countSilent(item, [report(40, 9 * 24 * 60)], BY_CONSUMER).item!;
    expect(Object.keys(later.silences!.shards)).toEqual(['a']);
  });

  it('is told by the wall clock where nothing comes, as one of all shards or by the name of the only source', () => {
    const bySweeper = { publisher: 'sweeper', nowMs: START_MS + MINUTE_MS, isWholeStream: true } as const;
    const reports = [report(100, 0), report(50, 0, { shard: 'b', of: 50 })];
    const { alert } = countSilent(EMPTY, reports, bySweeper);
    expect(alert).toMatchObject({ silent: 150, noticedAt: '2026-11-27T14:01:00.000Z' });
    expect(alert).not.toHaveProperty('of');
    const [one] = [countSilent(EMPTY, [report(1, 0, { of: 1, source: 'pump-3', usualMs: 10_000 })], bySweeper).alert];
    expect(one).toMatchObject({ source: 'pump-3', severity: 'medium', usualSeconds: 10 });
    expect(one).not.toHaveProperty('silent');
  });
});
