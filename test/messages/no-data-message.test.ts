import { describe, expect, it } from 'vitest';
import type { NoDataAlert } from '../../contracts/alert.ts';
import { alertMessage } from '../../messages/alert-message.ts';
import { emailText } from '../../messages/email.ts';
import { messageOf } from '../../messages/message.ts';

const ALERT: NoDataAlert = {
  version: 1,
  alertId: 'abc-no-data',
  kind: 'no_data',
  incidentId: 'abc',
  source: 'pump-3',
  severity: 'medium',
  since: '2026-11-27T14:05:00.000Z',
  noticedAt: '2026-11-27T14:17:00.000Z',
  usualSeconds: 10,
};
const MANY: NoDataAlert = { ...ALERT, source: 'weir:no-data', severity: 'high', silent: 412, of: 1000 };

const firstLine = (alert: NoDataAlert) => emailText(messageOf(alert)).split('\n')[0];

describe('an alert about silence', () => {
  it('says of whom nothing comes, since when, and what is usual', () => {
    expect(messageOf(ALERT).title).toBe('[medium] no data from pump-3 since 2026-11-27 14:05 UTC');
    expect(firstLine(ALERT)).toBe('No data from pump-3 since 2026-11-27 14:05 UTC (12 minutes; usually every 10 s).');
    expect(emailText(messageOf(ALERT))).toMatch(/^Incident: +abc\nAlert: +abc-no-data$/m);
  });

  it('says how many they are, and that it is all', () => {
    expect(messageOf(MANY).title).toBe('[high] no data from 412 of 1,000 sources since 2026-11-27 14:05 UTC');
    const { of: _, ...all } = MANY;
    expect(firstLine(all)).toMatch(/^No data from the whole stream \(412 sources\) since 2026-11-27 14:05 UTC/);
  });

  it('says that it is over, and how long it was', () => {
    const again: NoDataAlert = { ...ALERT, kind: 'data_again', noticedAt: '2026-11-27T19:05:00.000Z' };
    expect(messageOf(again).title).toBe('[closed] data from pump-3 again, after 5 hours');
    expect(firstLine(again)).toBe(
      'Data from pump-3 come again. There were none from 2026-11-27 14:05 UTC on, for 5 hours.',
    );
  });

  it.each([
    [45, '45 s'],
    [0.25, '0.25 s'],
    [89, '89 s'],
    [90, '2 minutes'],
    [3 * 3600, '3 hours'],
    [3 * 86_400, '3 days'],
  ])('writes %s seconds as %s', (usualSeconds, words) => {
    expect(firstLine({ ...ALERT, usualSeconds })).toContain(`usually every ${words})`);
  });

  it('carries whatever name, and what subscribers filter by', () => {
    const { attributes, message } = alertMessage({ ...ALERT, source: '\u0000\ud800"' });
    expect(attributes).toMatchObject({ severity: 'medium', kind: 'no_data' });
    expect(JSON.parse(JSON.parse(message).default)).toMatchObject({ kind: 'no_data', source: '\u0000\ud800"' });
  });
});
