import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import { countAnomalies } from '../../../incidents/count-anomalies.ts';
import { newItem } from '../../../incidents/incident-item.ts';
import { incidentTable } from '../../../lambda/aws/incident-table.ts';
import { knownIncidents } from '../../../lambda/aws/known-incidents.ts';
import { anomaly, deliveredFrom } from '../../support/consumer/observations.ts';
import { type ServedTable, serveIncidentTable } from '../../support/serve-incident-table.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const rules = { cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS };

let served: ServedTable;
let client: DynamoDBClient;

beforeAll(async () => {
  served = await serveIncidentTable();
  client = served.client;
});

afterAll(() => served.stop());

test('incidents are known while they are open and when they are over, each from its first anomaly to its last', async () => {
  const store = incidentTable({ tableName: 'incidents', cooldownMs: 300_000, now: () => NOW_MS, client });
  const at = (sequenceNumber: string, minutes: number) => {
    const timestampMs = NOW_MS + minutes * 60_000;
    const one = anomaly(sequenceNumber, 0.5);
    return { ...one, arrivalMs: timestampMs, observation: { ...one.observation, timestampMs } };
  };
  const anomalies = [at('1', 0), at('2', 1), at('3', 60), at('4', 62), at('5', 63)];
  const { source } = anomalies[0].observation;
  const { item } = countAnomalies(newItem(source), anomalies, deliveredFrom('1'), rules, NOW_MS);
  await store.write(item!);
  await store.write({ ...newItem('quiet'), version: 1 });

  const minute = (minutes: number) => NOW_MS + minutes * 60_000;
  expect(await knownIncidents('incidents', client)).toEqual([
    { source, fromMs: minute(0), toMs: minute(1) },
    { source, fromMs: minute(60), toMs: minute(63) },
  ]);
  expect((await store.read(source))!.past).toEqual([{ fromMs: minute(0), toMs: minute(1) }]);
});
