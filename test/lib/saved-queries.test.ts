import { describe, expect, it } from 'vitest';
import type { IncidentAlert } from '../../contracts/alert.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { Unavailable } from '../../lambda/failures.ts';
import { insightsQuery } from '../../local/logs/insights/insights-query.ts';
import { discoverFields, type Fields } from '../../local/logs/insights/scalar.ts';
import { record } from '../support/consumer/observations.ts';
import { reportedLines, reportNow, writtenBy } from '../support/consumer/reported-lines.ts';
import { synthesise } from '../support/synthesise.ts';

const { detection } = synthesise();

const queries = Object.values(detection.findResources('AWS::Logs::QueryDefinition')).map(
  ({ Properties }) => Properties,
);

describe('the saved queries', () => {
  it('look for lines that the consumer writes, in its log', () => {
    for (const { QueryString, LogGroupNames } of queries) {
      const [, filtered = ''] = /message (?:=|in) (.*)$/m.exec(QueryString) ?? [];
      const messages = [...filtered.matchAll(/"([\w ]+)"/g)].map(([, message]) => message);
      expect(messages).not.toEqual([]);
      expect(Object.values(LOG_MESSAGES)).toEqual(expect.arrayContaining(messages));
      expect(JSON.stringify(LogGroupNames)).toContain('"ConsumerLogs');
    }
  });

  it('ask what people want to know', () => {
    const asked = queries.map(({ Name, QueryString }) => [Name, QueryString.split('\n| ')]);
    expect(Object.fromEntries(asked)).toEqual({
      'Weir/Latest anomalies': [
        'fields observedAt, source, severity, decision, verdict.score, verdict.grade, verdict.explanation',
        'filter message = "anomaly"',
        'sort @timestamp desc',
        'limit 100',
      ],
      'Weir/Strangest sources': [
        'filter message = "anomaly"',
        'stats count(*) as anomalies, max(verdict.grade) as highestGrade by source',
        'sort anomalies desc',
        'limit 50',
      ],
      'Weir/Anomalies by severity': [
        'filter message = "anomaly"',
        'stats sum(strcontains(severity, "low")) as low, sum(strcontains(severity, "medium")) as medium, sum(strcontains(severity, "high")) as high, sum(strcontains(severity, "critical")) as critical by bin(5m)',
      ],
      'Weir/What became of anomalies': [
        'filter message = "anomaly"',
        'stats count(*) as anomalies by decision',
        'sort anomalies desc',
      ],
      'Weir/What was held back': [
        'filter message = "alert held back"',
        'stats count(*) as alerts, latest(source) as example by because',
        'sort alerts desc',
      ],
      'Weir/Alerts published': [
        'fields @timestamp, kind, severity, source, alertId',
        'filter message = "alert"',
        'sort @timestamp desc',
        'limit 100',
      ],
      'Weir/Why nobody was told': [
        'fields observedAt, source, severity, decision, evidence, rule, because, incidentId, identity',
        'filter message in ["anomaly", "silence", "data quality"]',
        'filter not ispresent(alertId)',
        'sort @timestamp desc',
        'limit 100',
      ],
      'Weir/Why observations are quarantined': [
        'filter message = "quarantined"',
        'stats count(*) as observations, latest(reason.message) as example by reason.code, reason.path',
        'sort observations desc',
        'limit 50',
      ],
      'Weir/Throughput by shard': [
        'filter message = "batch"',
        'stats sum(observations), sum(done), sum(quarantined), sum(anomalous) by shardId, bin(5m)',
      ],
      'Weir/Batches that ended early': [
        'fields @timestamp, shardId, records, done, retryFrom',
        'filter message = "batch"',
        'filter ispresent(retryFrom)',
        'sort @timestamp desc',
        'limit 100',
      ],
      'Weir/What was unavailable': [
        'filter message = "unavailable"',
        'stats count(*) as times, latest(reason) as example by port, bin(5m)',
      ],
      'Weir/When the function stood in': [
        'fields @timestamp, decision, awaySince, reason',
        'filter message = "fallback"',
        'sort @timestamp desc',
        'limit 100',
      ],
    });
  });

  it('find, in what a consumer writes, what they ask for', async () => {
    const lines = await linesOfMorning();
    const found = Object.fromEntries(queries.map(({ Name }) => [Name.replace('Weir/', ''), rows(Name, lines)]));
    const at = '2026-11-20T12:00:00.000Z';
    expect(found).toEqual({
      'Latest anomalies': [
        [at, 'card-7', 'medium', 'opened', '0.65', '0.3', 'x is 3'],
        [at, 'pump-1', 'medium', 'joined', '0.65', '0.3', 'x is 3'],
        [at, 'pump-1', 'medium', 'opened', '0.65', '0.3', 'x is 3'],
      ],
      'Why nobody was told': [
        [at, 'pump-1', 'medium', 'joined', '', '', '', expect.stringMatching(/^[0-9a-f]{16}$/), `${S}:1:2`],
      ],
      'Strangest sources': [
        ['pump-1', '2', '0.3'],
        ['card-7', '1', '0.3'],
      ],
      'Anomalies by severity': [['2026-11-28 08:00:00.000', '0', '3', '0', '0']],
      'What became of anomalies': [
        ['opened', '2'],
        ['joined', '1'],
      ],
      'What was held back': [['alike', '1', 'pump-1']],
      'Alerts published': [
        [expect.stringMatching(/^2026-11-28 08:/), 'opened', 'medium', 'card-7', expect.stringContaining('-opened')],
        [expect.stringMatching(/^2026-11-28 08:/), 'opened', 'medium', 'pump-1', expect.stringContaining('-opened')],
      ],
      'Why observations are quarantined': [
        ['unreadable', '', '2', 'neither JSON nor a line of numbers: it starts with "oops"'],
      ],
      'Throughput by shard': [[S, '2026-11-28 08:00:00.000', '6', '4', '2', '3']],
      'Batches that ended early': [[expect.any(String), S, '1', '0', '9']],
      'What was unavailable': [['scoring', '2026-11-28 08:00:00.000', expect.any(String), 'it does not answer']],
      'When the function stood in': [[expect.any(String), 'began', '2026-11-28T08:00:00.000Z', 'it does not answer']],
    });
  });
});

const S = 'shardId-000000000000';

/** What a consumer writes on a morning, a second between two lines. */
async function linesOfMorning(): Promise<Fields[]> {
  const strange = { features: { x: 3 } };
  const alert = { alertId: 'a', source: 'pump-1', kind: 'opened', severity: 'low' } as IncidentAlert;
  const fate = { is: 'held', stormId: 'b', because: 'alike' } as const;
  const texts = [
    await reportedLines([
      record(1, [{ features: { x: 0 } }, strange, strange]),
      record(2, 'oops'),
      record(3, [{ ...strange, source: 'card-7' }]),
      record(4, 'oops'),
    ]),
    await reportedLines([record(9, [strange])], {}, async () => {
      throw new Unavailable('scoring', 'it does not answer');
    }),
    await writtenBy(() => {
      const report = reportNow();
      report.heldBack({ alert, fate });
      report.fallback({ decision: 'began', awaySince: '2026-11-28T08:00:00.000Z', reason: 'it does not answer' });
    }),
  ];
  const lines = texts.flatMap((text) => text.trimEnd().split('\n'));
  return lines.map((line, i) => discoverFields(Date.UTC(2026, 10, 28, 8) + i * 1000, line));
}

/** What the saved query finds, as text. */
function rows(name: string, lines: readonly Fields[]): string[][] {
  const saved = queries.find(({ Name }) => Name === name)!;
  const query = insightsQuery(saved.QueryString);
  return query.run(lines).map((row) => query.columns.map((column) => String(row[column] ?? '')));
}
