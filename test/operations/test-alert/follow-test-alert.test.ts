import { expect, test } from 'vitest';
import { LOG_MESSAGES } from '../../../contracts/log-lines.ts';
import type { LoggedLine } from '../../../operations/installation/read-log.ts';
import { followTestAlert } from '../../../operations/test-alert/follow-test-alert.ts';
import { stoppedSentence } from '../../../operations/test-alert/show-test-alert.ts';

const IDENTITY = 'shardId-000000000000:4961:0';
const follow = (...lines: object[]) => followTestAlert(lines as LoggedLine[], IDENTITY);
const judged = (decision: string) => ({
  message: LOG_MESSAGES.anomaly,
  identity: IDENTITY,
  decision,
  alertId: 'x-test',
  loggedAtMs: 5,
});
const told = { message: LOG_MESSAGES.alert, alertId: 'x-test', loggedAtMs: 4 };
const unavailable = { message: LOG_MESSAGES.unavailable, port: 'alerts', reason: 'AuthorizationError' };

test("a test alert has arrived when SNS took its alert, not somebody else's", () => {
  expect(follow(told, judged('test'))).toMatchObject({ toldAtMs: 4, alertId: 'x-test' });
  expect(follow({ ...told, alertId: 'y-test' }, judged('test')).toldAtMs).toBeUndefined();
  expect(follow(told).toldAtMs).toBeUndefined();
});

test.each([
  [[], 'the consumer has not finished with it after 30 s;'],
  [[unavailable], 'the consumer last found unavailable: alerts: AuthorizationError'],
  [
    [unavailable, judged('test')],
    'SNS has not taken the alert yet; the consumer last found unavailable: alerts: AuthorizationError',
  ],
  [[judged('observed')], 'nobody is told while the setting alerting is observe'],
  [[judged('opened')], 'takes it for a real anomaly'],
  [
    [{ message: LOG_MESSAGES.quarantined, identity: IDENTITY, reason: { code: 'no_known_feature', message: 'got a' } }],
    'it went to quarantine: got a',
  ],
])('one that did not arrive says where it stopped: %j', (lines, sentence) => {
  expect(stoppedSentence(follow(...lines), 30_000)).toContain(sentence);
});
