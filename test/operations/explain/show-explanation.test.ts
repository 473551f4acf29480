import { expect, it } from 'vitest';
import { type AnomalyLine, LOG_MESSAGES } from '../../../contracts/log-lines.ts';
import type { AlertFollowed } from '../../../operations/explain/follow-alert.ts';
import { explanationText } from '../../../operations/explain/show-explanation.ts';

const LOGGED_MS = Date.parse('2026-11-28T12:00:05Z');

/** An anomaly that the past of its source found, in the log. */
const LINE: AnomalyLine & { readonly message: typeof LOG_MESSAGES.anomaly; readonly loggedAtMs: number } = {
  message: LOG_MESSAGES.anomaly,
  loggedAtMs: LOGGED_MS,
  identity: 'shard-0:100:0',
  source: 'pump-1',
  observedAt: '2026-11-28T12:00:00.000Z',
  features: { temperature: 71.2, flow: 3 },
  verdict: {
    ...{ score: 0.3, threshold: 0.6, anomalous: true, grade: 0.5, surprise: 5, modelVersion: 'a1b2c3d4e5f6' },
    ...{ lane: 'stream', stream: { surprise: 5, step: 1, observations: 1200 } },
    contributions: [
      { feature: 'temperature', contribution: 5, observed: 71.2, usual: { low: 58, high: 63, at: 'hour' } },
      { feature: 'flow', contribution: 0.1, observed: 3, usual: { low: 2, high: 4, at: 'now' } },
    ],
  },
  severity: 'high',
  decision: 'opened',
  incidentId: 'incident',
  alertId: 'alert',
};

function shown(alert: Partial<AlertFollowed>, isPending = false): string {
  const followed = { alertId: 'alert', told: [], isRefused: false, ...alert };
  return explanationText({ lines: [LINE], alert: followed, isPending, subscribers: ['email me@example.com'] });
}

it('says which end of the usual range would have been usual, of those values alone that lie outside', () => {
  expect(shown({})).toContain('  Usual if:   temperature were 63 at most, or less far from that\n');
  expect(shown({})).toContain('  Driven by:  temperature, 5: is 71.2, usual at this hour is 58 to 63\n');
});

it('says what became of the alert: told, held back, waiting, refused, or not known', () => {
  expect(shown({ told: [{ atMs: LOGGED_MS, by: 'sweeper' }] })).toContain(
    'alert alert was published at 2026-11-28T12:00:05.000Z by the sweeper\n  To:         email me@example.com',
  );
  const heldBack = { stormId: 'storm', because: 'cap', toldAtMs: [] } as const;
  expect(shown({ heldBack })).toContain('was held back: as many messages had gone out within a minute');
  expect(shown({ heldBack })).toContain('incident storm across sources tells of it with the next minute');
  expect(shown({}, true)).toContain('is written down and not published yet');
  expect(shown({ isRefused: true })).toContain('was refused by SNS');
  expect(shown({})).toContain('is neither in the log nor waiting');
});

it('says of an observation that is in quarantine why it was not decoded', () => {
  const reason = { code: 'unreadable', path: '', message: 'must be JSON' };
  const line = {
    message: LOG_MESSAGES.quarantined,
    loggedAtMs: LOGGED_MS,
    identity: 'shard-0:101:0',
    partitionKey: 'k',
  };
  const text = explanationText({ lines: [{ ...line, reason }], subscribers: [] });
  expect(text).toMatch(
    /^Observation shard-0:101:0\n.*\n {2}Decoded: {4}not: must be JSON\n {2}Decision: .* unreadable/,
  );
});

it('shows each delivery of an observation that came more than once', () => {
  const again = { ...LINE, decision: 'already_counted' as const, loggedAtMs: LOGGED_MS + 60_000 };
  const text = explanationText({ lines: [LINE, again], subscribers: [] });
  expect(text).toContain('Delivery 2, logged at 2026-11-28T12:01:05.000Z');
  expect(text).toContain('it was counted before');
});
