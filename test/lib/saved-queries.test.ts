import { describe, expect, it } from 'vitest';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { synthesise } from '../support/synthesise.ts';

const { detection } = synthesise();

describe('the saved queries', () => {
  const queries = Object.values(detection.findResources('AWS::Logs::QueryDefinition')).map(
    ({ Properties }) => Properties,
  );

  it('look for lines that the consumer writes, in its log', () => {
    for (const { QueryString, LogGroupNames } of queries) {
      const [, message] = /message = "([\w ]+)"/.exec(QueryString) ?? [];
      expect(Object.values(LOG_MESSAGES)).toContain(message);
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
        'filter message = "anomaly"',
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
});
