import { expect, test } from 'vitest';
import { EventsOfRows, eventsTold } from '../../bench/incidents/labelled-events.ts';

const message = (source: string, atMs: number, kind: 'opened' | 'closed' = 'opened') => {
  return { incidentId: 'i', source, kind, severity: 'low' as const, atMs };
};

test('labelled rows that follow one another in a source are one event, also at the end of the rows', () => {
  const rows = new EventsOfRows();
  for (const [source, atMs, isLabelled] of [
    ['a', 1, true],
    ['b', 2, false],
    ['a', 3, true],
    ['a', 4, false],
    ['b', 5, true],
  ] as const) {
    rows.add(source, atMs, isLabelled);
  }
  expect(rows.finish()).toEqual([
    { source: 'a', fromMs: 1, toMs: 3 },
    { source: 'b', fromMs: 5, toMs: 5 },
  ]);
});

test('an event is told by a message that speaks of its source while it lasts, and not by an end', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((source) => ({ source, fromMs: 10, toMs: 20 }));
  const flagged = [...['a', 'b', 'c'].map((source) => ({ source, atMs: 15 })), { source: 'a', atMs: 40 }];
  const messages = [message('a', 9), message('a', 12), message('a', 13), message('b', 15, 'closed'), message('c', 21)];
  expect(eventsTold([a, b, c], flagged, messages)).toEqual({
    events: 3,
    flagged: 3,
    told: 1,
    untold: [b, c],
    delaysMs: [2],
  });
});
