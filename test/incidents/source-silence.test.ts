import { describe, expect, it } from 'vitest';
import { newItem } from '../../incidents/incident-item.ts';
import { closeSilence, openSilence } from '../../incidents/source-silence.ts';

const SINCE_MS = Date.parse('2026-11-27T14:05:00Z');
const MINUTE_MS = 60_000;
const silent = (sinceMs = SINCE_MS) => ({
  source: 'pump-3',
  sinceMs,
  atMs: sinceMs + 12 * MINUTE_MS,
  usualMs: 10_000.4,
});
const EMPTY = newItem('weir:no-data:pump-3');

describe('the incident of a source that is silent', () => {
  it('is opened with what people must hear, and closed with what it was', () => {
    const opened = openSilence(EMPTY, silent(), 7);
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
    const ids = [silent(), silent(), silent(SINCE_MS + 1)].map((one) => openSilence(EMPTY, one, 0).alert!.alertId);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('is not told again by a delivery that comes again, whether it is open or over', () => {
    const { item } = openSilence(EMPTY, silent(), 0);
    expect(openSilence(item!, silent(), 0)).toEqual({ decision: 'already_told' });
    const over = closeSilence(item!, { ...silent(), atMs: SINCE_MS + 60 * MINUTE_MS }, 0).item!;
    expect(openSilence(over, silent(), 0)).toEqual({ decision: 'already_told' });
    expect(closeSilence(over, { ...silent(), atMs: SINCE_MS + 60 * MINUTE_MS }, 0)).toEqual({ decision: 'untold' });
  });

  it('is not closed by the end of an earlier silence that is delivered again', () => {
    const endMs = SINCE_MS + 60 * MINUTE_MS;
    const { item } = openSilence(EMPTY, silent(endMs), 0);
    expect(closeSilence(item!, { ...silent(), atMs: endMs }, 0)).toEqual({ decision: 'untold' });
  });

  it('is one where several shards miss the source, and nobody hears of the end whom nobody told of the beginning', () => {
    const { item } = openSilence(EMPTY, silent(), 0);
    const joined = openSilence(item!, silent(SINCE_MS + MINUTE_MS), 0);
    expect(joined).toMatchObject({ decision: 'joined', item: { silence: { toldUpToMs: SINCE_MS + MINUTE_MS } } });
    expect(joined.item!.pending).toEqual(item!.pending);
    expect(closeSilence(EMPTY, silent(), 0)).toEqual({ decision: 'untold' });
  });
});
