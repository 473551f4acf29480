import { describe, expect, it } from 'vitest';
import { askedAgain, reportsOfAdmitted } from '../../incidents/admitted-silence.ts';
import { dueMsOf } from '../../incidents/due-time.ts';
import { silenceToAsk } from '../../incidents/held-silence.ts';
import { newItem } from '../../incidents/incident-item.ts';
import { closeSilence, openSilence } from '../../incidents/source-silence.ts';

const SINCE_MS = Date.parse('2026-11-27T14:05:00Z');
const MINUTE_MS = 60_000;
const silent = (sinceMs = SINCE_MS) => ({
  source: 'pump-3',
  sinceMs,
  atMs: sinceMs + 12 * MINUTE_MS,
  usualMs: 10_000.4,
  ...{ shard: 'shard-1', of: 40 },
});
const ADMITTED = { isAdmitted: true } as const;
const HELD = { isAdmitted: false, rule: 'mute ab12', because: 'muted until then by ann: works' } as const;
const EMPTY = newItem('weir:no-data:pump-3');

describe('the incident of a source that is silent', () => {
  it('is opened with what people must hear, and closed with what it was', () => {
    const opened = openSilence(EMPTY, silent(), ADMITTED, 7);
    expect(opened.alert).toMatchObject({
      kind: 'no_data',
      source: 'pump-3',
      severity: 'medium',
      since: '2026-11-27T14:05:00.000Z',
      noticedAt: '2026-11-27T14:17:00.000Z',
      usualSeconds: 10,
    });
    const { alertId } = opened.alert!;
    expect(opened.item?.pending).toEqual({ [alertId]: { alert: opened.alert, publisher: 'consumer', sinceMs: 7 } });
    const closed = closeSilence(opened.item!, { ...silent(), atMs: SINCE_MS + 60 * MINUTE_MS }, 8);
    expect(closed).toMatchObject({ decision: 'closed', alert: { kind: 'data_again', since: opened.alert!.since } });
    expect(closed.alert!.incidentId).toBe(opened.alert!.incidentId);
    expect(closed.alert!.alertId).not.toBe(alertId);
    expect(closed.item).toMatchObject({ version: 2, silence: { toldUpToMs: SINCE_MS } });
    expect(closed.item?.silence).not.toHaveProperty('open');
  });

  it('has the same ids whoever makes it, and others for another silence', () => {
    const ids = [silent(), silent(), silent(SINCE_MS + 1)].map(
      (one) => openSilence(EMPTY, one, ADMITTED, 0).alert!.alertId,
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('is not told again by a delivery that comes again, whether it is open or over', () => {
    const { item } = openSilence(EMPTY, silent(), ADMITTED, 0);
    expect(openSilence(item!, silent(), ADMITTED, 0)).toEqual({ decision: 'already_told' });
    const over = closeSilence(item!, { ...silent(), atMs: SINCE_MS + 60 * MINUTE_MS }, 0).item!;
    expect(openSilence(over, silent(), ADMITTED, 0)).toEqual({ decision: 'already_told' });
    expect(closeSilence(over, { ...silent(), atMs: SINCE_MS + 60 * MINUTE_MS }, 0)).toEqual({ decision: 'untold' });
  });

  it('is not closed by the end of an earlier silence that is delivered again', () => {
    const endMs = SINCE_MS + 60 * MINUTE_MS;
    const { item } = openSilence(EMPTY, silent(endMs), ADMITTED, 0);
    expect(closeSilence(item!, { ...silent(), atMs: endMs }, 0)).toEqual({ decision: 'untold' });
  });

  it('is one where several shards miss the source, and nobody hears of the end whom nobody told of the beginning', () => {
    const { item } = openSilence(EMPTY, silent(), ADMITTED, 0);
    const joined = openSilence(item!, silent(SINCE_MS + MINUTE_MS), ADMITTED, 0);
    expect(joined).toMatchObject({ decision: 'joined', item: { silence: { toldUpToMs: SINCE_MS + MINUTE_MS } } });
    expect(joined.item!.pending).toEqual(item!.pending);
    expect(closeSilence(EMPTY, silent(), 0)).toEqual({ decision: 'untold' });
  });
});

describe('the silence of a source that a rule holds', () => {
  const noticedMs = SINCE_MS + 12 * MINUTE_MS;
  const held = (admission: Parameters<typeof openSilence>[2] = HELD) => {
    return openSilence(EMPTY, silent(), admission, noticedMs).item!;
  };
  const again = (admission: Parameters<typeof openSilence>[2], nowMs: number, isOfMany = false) => {
    return askedAgain(held(), held().silence!.held!, admission, nowMs, isOfMany);
  };

  it('is remembered with the rule and told nobody, and a delivery that comes again changes nothing', () => {
    const told = openSilence(EMPTY, silent(), HELD, noticedMs);
    expect(told).toMatchObject({ decision: 'held', rule: 'mute ab12', because: HELD.because });
    expect(told.item).toMatchObject({
      version: 1,
      pending: {},
      silence: { toldUpToMs: 0, held: { source: 'pump-3' } },
    });
    expect(openSilence(told.item!, silent(), HELD, noticedMs)).toEqual({
      ...HELD,
      isAdmitted: undefined,
      decision: 'held',
    });
  });

  it('is due when the mute ends, and each ten minutes before that, since rules change', () => {
    const dueMs = (untilMs?: number) => dueMsOf(held({ ...HELD, ...(untilMs && { untilMs }) }), { cooldownMs: 1 });
    expect(dueMs(noticedMs + 1000)).toBe(noticedMs + 1001);
    expect(dueMs()).toBe(Date.parse('2026-11-27T14:20:00Z') + 1);
    expect(silenceToAsk(held(), Date.parse('2026-11-27T14:19:59Z'))).toBeUndefined();
    expect(silenceToAsk(held(), Date.parse('2026-11-27T14:20:00Z'))).toMatchObject({
      source: 'pump-3',
      rule: 'mute ab12',
    });
  });

  it('is told when the rules admit it, as the same silence, and its end, too', () => {
    const hourLaterMs = SINCE_MS + 60 * MINUTE_MS;
    const advice = { text: 'look at the plug' };
    const told = again({ isAdmitted: true, advice, channels: ['shift'] }, hourLaterMs);
    expect(told).toMatchObject({
      decision: 'opened',
      alert: { ...{ kind: 'no_data', since: '2026-11-27T14:05:00.000Z' }, advice, channels: ['shift'] },
    });
    expect(told.alert!.alertId).toBe(openSilence(EMPTY, silent(), ADMITTED, 0).alert!.alertId);
    expect(told.item!.silence).not.toHaveProperty('held');
    expect(Object.values(told.item!.pending)).toMatchObject([{ publisher: 'sweeper' }]);
    expect(closeSilence(told.item!, { ...silent(), atMs: hourLaterMs + 1 }, 0)).toMatchObject({ decision: 'closed' });
    expect(openSilence(told.item!, silent(), ADMITTED, 0)).toEqual({ decision: 'already_told' });
  });

  it('is asked about later where the rules still hold it', () => {
    const nowMs = Date.parse('2026-11-27T14:20:00Z');
    expect(again({ ...HELD, rule: 'night' }, nowMs)).toMatchObject({
      decision: 'held',
      item: { silence: { held: { rule: 'night', askMs: nowMs + 10 * MINUTE_MS } } },
    });
  });

  it('is told nobody when it is over before, and not when it is delivered again', () => {
    const over = closeSilence(held(), { ...silent(), atMs: SINCE_MS + 30 * MINUTE_MS }, 0);
    expect(over).toMatchObject({ decision: 'untold', item: { pending: {} } });
    expect(over.item!.silence).toEqual({ toldUpToMs: SINCE_MS });
    expect(openSilence(over.item!, silent(), ADMITTED, 0)).toEqual({ decision: 'already_told' });
    expect(askedAgain(over.item!, held().silence!.held!, ADMITTED, 0)).toEqual({ decision: 'untold' });
  });

  it('is counted with others of its shard where they are many, as news and before all that comes', () => {
    const all = [0, 1, 2].map((i) => ({ ...held().silence!.held!, source: `pump-${i}`, noticedMs: noticedMs + i }));
    const other = { ...all[0]!, shard: 'shard-2' };
    const known = { 'shard-1': { silent: 4, of: 40, atMs: noticedMs + 9 } };
    expect(reportsOfAdmitted([...all, other], known)).toMatchObject([
      { shard: 'shard-1', silent: 7, of: 40, atMs: noticedMs + 10, sinceMs: SINCE_MS, isMany: true },
      { shard: 'shard-2', silent: 1, atMs: noticedMs + 1 },
    ]);
    expect(again(ADMITTED, noticedMs, true)).toMatchObject({ decision: 'joined', item: { pending: {} } });
  });
});
