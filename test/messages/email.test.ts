import { describe, expect, it } from 'vitest';
import type { Alert, IncidentAlert } from '../../contracts/alert.ts';
import { emailText } from '../../messages/email.ts';
import { messageOf } from '../../messages/message.ts';
import { subjectText } from '../../messages/subject.ts';
import { DATA_QUALITY, OPENED as IN_THE_PAST } from './sample-alerts.ts';

/** Of the model's rows alone. */
const OPENED: IncidentAlert = {
  ...IN_THE_PAST,
  anomalies: 1,
  openedAt: '2026-11-20T02:59:30.000Z',
  anomaly: {
    ...IN_THE_PAST.anomaly,
    labels: { site: 'north' },
    surprise: undefined,
    lane: undefined,
    stream: undefined,
    imputed: undefined,
    contributions: [
      { feature: 'temperature', contribution: 0.2, observed: 187.2, expected: 61.04321, direction: 'above' },
      { feature: 'pressure', contribution: 0.01, observed: 3 },
    ],
    explanation: 'temperature is 187.2, usually about 61 when the others are as they are; 84 % of what is strange here',
    modelVersion: 'v1',
  },
};

const alertSubject = (alert: Alert) => subjectText(messageOf(alert));
const alertWords = (alert: Alert) => emailText(messageOf(alert));

describe('an e-mail', () => {
  it('says what is strange, why, since when and how much', () => {
    expect(alertSubject(OPENED)).toBe('[high] pump-7 is behaving strangely');
    expect(alertWords(OPENED)).toBe(
      [
        'pump-7 is behaving strangely: high severity.',
        '',
        'Why: temperature is 187.2, usually about 61 when the others are as they are; 84 % of what is strange here',
        '',
        '  pressure is 3',
        '',
        'Observed at: 2026-11-20 02:59:30 UTC (id row-17)',
        'Since:       2026-11-20 02:59:30 UTC',
        'How often:   1 strange observation',
        'How strange: 56 % of the scale (score 0.7123, strange above 0.6)',
        'Labels:      site = north',
        'Incident:    0123456789abcdef',
        'Alert:       0123456789abcdef-opened',
        'Observation: shardId-000000000000:49590338271490256608559692538361571095921575989136588898:0',
        'Model:       v1',
        '',
      ].join('\n'),
    );
  });

  it('says what is usual at this hour where the past of the source leads, and by how many observations', () => {
    const usual = { low: 57.9138, high: 63.1207, at: 'hour' } as const;
    const words = alertWords({
      ...OPENED,
      anomaly: {
        ...OPENED.anomaly,
        surprise: 4.1,
        lane: 'stream',
        stream: { surprise: 3.2, step: 2.9, observations: 1348 },
        contributions: [
          { feature: 'temperature', contribution: 3.2, observed: 71.2, expected: 60.5, direction: 'above', usual },
          {
            feature: 'pressure',
            contribution: 2,
            observed: 3.14217,
            expected: 5,
            usual: { low: 4.71, high: 5.29, at: 'now' },
          },
        ],
        explanation: 'temperature is 71.2; at this hour it is usually 58 to 63',
        modelVersion: 'none',
      },
    });
    expect(words).toContain(
      [
        'Why: temperature is 71.2; at this hour it is usually 58 to 63',
        '',
        '  pressure is 3.142, usual now is 4.7 to 5.3',
        '',
      ].join('\n'),
    );
    expect(words).toContain(
      'How strange: one in 12,600, 56 % of the scale (by the past of its source, 1,348 observations)\n',
    );
    expect(words).toMatch(/^Model: +none$/m);
  });

  it('says each value once: what the sentence has is in no list', () => {
    const unexplained = alertWords({ ...OPENED, anomaly: { ...OPENED.anomaly, explanation: 'nothing is known' } });
    expect(unexplained).toContain('\n  temperature is 187.2, above the usual 61.04\n  pressure is 3\n');
    expect(alertWords(OPENED).match(/temperature is/g)).toHaveLength(1);
  });

  it('says of what is over when it was strange last, and not why it would be now', () => {
    const words = alertWords({ ...OPENED, kind: 'closed' });
    expect(words).not.toContain('Why: ');
    expect(words).toContain('\nLast strange: temperature is 187.2, usually about 61');
    expect(words).toMatch(/^Last strange at: 2026-11-20 02:59:30 UTC/m);
    expect(words).not.toContain('\n  pressure is 3');
  });

  it('counts nothing of a test', () => {
    expect(alertWords({ ...OPENED, test: true, anomalies: 0 })).not.toContain('How often');
  });

  it('shows the five largest contributions, and no empty part where there is nothing to show', () => {
    const contributions = ['a', 'b', 'c', 'd', 'e', 'f'].map((feature) => ({ feature, contribution: 1, observed: 2 }));
    const words = (parts: Partial<IncidentAlert['anomaly']>) =>
      alertWords({ ...OPENED, anomaly: { ...OPENED.anomaly, ...parts } });
    expect(words({ contributions }).match(/^ {2}\w is 2$/gm)).toHaveLength(5);
    const bare = words({ contributions: [], explanation: undefined, id: undefined, labels: undefined });
    expect(bare.split('\n')).toEqual([
      'pump-7 is behaving strangely: high severity.',
      '',
      'Observed at: 2026-11-20 02:59:30 UTC',
      'Since:       2026-11-20 02:59:30 UTC',
      'How often:   1 strange observation',
      'How strange: 56 % of the scale (score 0.7123, strange above 0.6)',
      'Incident:    0123456789abcdef',
      'Alert:       0123456789abcdef-opened',
      expect.stringMatching(/^Observation: shardId-/),
      'Model:       v1',
      '',
    ]);
    const asUsual = { feature: 'a', contribution: 1, observed: 2, expected: 2 };
    expect(words({ contributions: [asUsual] })).toContain('\n  a is 2, as usual\n');
  });

  it('says how rare it is where the model knows, without counting zeros', () => {
    const strange = (surprise: number) =>
      alertWords({ ...OPENED, anomaly: { ...OPENED.anomaly, surprise } }).match(/^How strange: .*$/m)?.[0];
    expect(strange(4.1)).toBe('How strange: one in 12,600, 56 % of the scale (score 0.7123, strange above 0.6)');
    expect(strange(40)).toMatch(/^How strange: rarer than one in a billion, 56 % /);
  });

  it('says of a value that never came that it is missing', () => {
    const anomaly = { ...OPENED.anomaly, imputed: ['temperature', 'pressure'], explanation: undefined };
    const words = alertWords({ ...OPENED, anomaly });
    expect(words).toContain('\n  temperature is missing (187.2 assumed, above the usual 61.04)\n');
    expect(words).toContain('\n  pressure is missing (3 assumed)\n');
  });

  it('says when it got worse and when it is over', () => {
    const worse: IncidentAlert = { ...OPENED, kind: 'worsened', severity: 'critical', anomalies: 12 };
    expect(alertSubject(worse)).toBe('[critical] pump-7 got worse');
    expect(alertWords(worse)).toContain('pump-7 got worse: critical severity now.');
    expect(alertWords(worse)).toMatch(/^How often: +12 strange observations$/m);
    const later = { ...worse, openedAt: '2026-11-20T02:54:30.000Z' };
    expect(alertWords(later)).toMatch(/^How often: +12 strange observations within 5 minutes$/m);
    const closed: IncidentAlert = { ...OPENED, kind: 'closed' };
    expect(alertSubject(closed)).toBe('[closed] pump-7 is back to normal');
    expect(alertWords(closed)).toContain('The incident is closed; at worst it was of high severity.');
  });

  it('says when it changed, when it goes on, and when nobody looks after it', () => {
    const changed: IncidentAlert = { ...OPENED, kind: 'changed', changedFrom: 'pressure below' };
    expect(alertSubject(changed)).toBe('[high] pump-7 is strange in another way');
    expect(alertWords(changed)).toContain(
      'is strange in another way now (before, pressure was below what is usual): high severity.',
    );
    expect(alertWords({ ...changed, changedFrom: 'pressure' })).toContain('now (before, pressure led): high severity.');
    const further: IncidentAlert = { ...OPENED, kind: 'changed', further: 'temperature above' };
    expect(alertSubject(further)).toBe('[high] pump-7 is further from usual');
    expect(alertWords(further)).toContain(
      'temperature above what is usual by more than three times as much as in any message before: high severity.',
    );
    const resumed: IncidentAlert = { ...OPENED, kind: 'resumed' };
    expect(alertSubject(resumed)).toBe('[high] pump-7 is strange again');
    expect(alertWords(resumed)).toContain('is strange again, after a pause: high severity.');
    const reminder: IncidentAlert = { ...OPENED, kind: 'reminder' };
    expect(alertSubject(reminder)).toBe('[high] pump-7 is still strange');
    expect(alertWords(reminder)).toContain('nobody has said yet that they look after it: high severity.');
  });

  it('says what to do where a rule knows it', () => {
    const advice = { text: 'Look at the valve.', link: 'https://example.com/valve' };
    expect(alertWords({ ...OPENED, advice })).toContain('\nWhat to do: Look at the valve.\n');
  });

  it('says who resolved it, as what and why', () => {
    const resolved = { by: 'ann', resolution: 'false-alarm', why: 'a valve was tested' };
    const closed: IncidentAlert = { ...OPENED, kind: 'closed', resolved };
    expect(alertSubject(closed)).toBe('[closed] pump-7 is resolved as a false alarm');
    expect(alertWords(closed)).toContain(
      'pump-7 is resolved as a false alarm by ann: a valve was tested. At worst it was of high severity.\n',
    );
  });

  it('says to those who are told next that nobody acknowledged it, and of its end no more than that', () => {
    const escalated: IncidentAlert = { ...OPENED, escalated: true };
    expect(alertSubject(escalated)).toBe('UNACKNOWLEDGED: [high] pump-7 is behaving strangely');
    expect(alertWords(escalated)).toBe(
      `Nobody has acknowledged this, so that it comes to you.\n\n${alertWords(OPENED)}`,
    );
    const over: IncidentAlert = { ...OPENED, kind: 'closed' };
    expect(alertSubject({ ...over, escalated: true })).toBe(alertSubject(over));
    expect(alertWords({ ...over, escalated: true })).toBe(alertWords(over));
  });

  it('says that it is a test when it is one', () => {
    const test: IncidentAlert = { ...OPENED, test: true };
    expect(alertSubject(test)).toBe('TEST: [high] pump-7 is behaving strangely');
    // It counts nothing.
    const words = alertWords(OPENED).replace(/^How often: .*\n/m, '');
    expect(alertWords(test)).toBe(`This is a test alert. Nothing is wrong.\n\n${words}`);
  });

  it('says what share of the data cannot be scored, why, and what to do', () => {
    expect(alertSubject(DATA_QUALITY)).toBe('[data quality] 75 % of the observations cannot be scored');
    const words = alertWords(DATA_QUALITY);
    expect(words).toContain('150 of the last 200 observations (75 %) could not be scored and went to quarantine.');
    expect(words).toContain('The model knows none of these names: temp, hum.\n');
    expect(words).toContain(
      '\n  npm run collect -- --help\n  npm run quarantine -- list\n  npm run redrive -- --help\n',
    );
    expect(words).toMatch(/^Mostly: +got temp, wanted at least one of temperature \(no_known_feature, 140 times\)$/m);
    expect(words).toMatch(/^Its data: +"\{\\"temp\\":20\}"$/m);
    expect(words).toContain('You will not hear of this again before a day has passed without it.');
    const known = alertWords({ ...DATA_QUALITY, unknownNames: undefined });
    expect(known).not.toContain('none of these names');
    expect(known).not.toContain('npm run collect');
  });
});

describe('what is odd about the data and was judged all the same', () => {
  const { unknownNames: _, ...base } = { ...DATA_QUALITY, quarantined: 0 };

  it('is told when clocks are wrong, with what one of them said', () => {
    const message = 'a time of 1970-01-01T00:00:05.000Z in a record that arrived at 2026-11-20T03:00:00.000Z';
    const alert: Alert = { ...base, about: 'times', reason: { code: 'implausible_timestamp', count: 50, message } };
    expect(alertSubject(alert)).toBe('[data quality] the clocks of 25 % of the observations are wrong');
    expect(alertWords(alert)).toContain('50 of the last 200 observations (25 %) carry a time before 2000');
    expect(alertWords(alert)).toContain(message);
    expect(alertWords(alert)).not.toContain('quarantine');
  });

  it('is told when no source comes twice, with the settings that help', () => {
    const message = '60 records came with 60 partition keys';
    const alert: Alert = { ...base, about: 'sources', reason: { code: 'unrepeated_sources', count: 60, message } };
    expect(alertSubject(alert)).toBe('[data quality] no source comes twice: name one');
    expect(alertWords(alert)).toContain(`No source comes twice: ${message}`);
    expect(alertWords(alert)).toContain('npm run settings -- set source stream');
  });
});

describe('nothing from a record', () => {
  const hostile = 'x\r\nBcc: everybody\u0000\u001b[31m\u202egnp.exe\u2028\u200b';

  it('breaks a line, moves a cursor or turns text around', () => {
    const alerts: Alert[] = [
      {
        ...OPENED,
        source: hostile,
        anomaly: {
          ...OPENED.anomaly,
          id: hostile,
          labels: { [hostile]: hostile },
          explanation: hostile,
          contributions: [{ feature: hostile, contribution: 1, observed: 1 }],
        },
      },
      { ...DATA_QUALITY, unknownNames: [hostile], reason: { ...DATA_QUALITY.reason, message: hostile } },
    ];
    for (const alert of alerts) {
      expect(alertSubject(alert)).toMatch(/^[\x20-\x7e]+$/);
      expect(alertWords(alert)).not.toMatch(/^Bcc/m);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
      expect(alertWords(alert)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2028\u200b]/);
    }
  });

  it('makes a subject too long', () => {
    const subject = alertSubject({ ...OPENED, source: '\u{1f600}'.repeat(128) });
    expect(subject.length).toBeLessThan(100);
    expect(subject).toMatch(/^\[high\] \?+\.\.\.$/);
    const longest = 'p'.repeat(99 - '[high]  is behaving strangely'.length);
    expect(alertSubject({ ...OPENED, source: longest })).toBe(`[high] ${longest} is behaving strangely`);
    const cut = alertSubject({ ...OPENED, source: `${longest}p` });
    expect(cut).toBe(`[high] ${longest}p is behaving stran...`);
    expect(cut).toHaveLength(99);
  });
});
