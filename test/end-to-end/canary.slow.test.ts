import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { expect, onTestFinished, test } from 'vitest';
import { canaryNonce } from '../../contracts/canary.ts';
import { type ConsumerLine, decodeLogLine } from '../../contracts/decode-log-line.ts';
import { readStores } from '../../contracts/installation.ts';
import { encodeCanary } from '../../contracts/record-forms/canary-record.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { clientSettings } from '../../scripts/cli/client-settings.ts';
import { synthesisedAssembly } from '../support/synthesised-assembly.ts';

test('a canary goes from its function to its verdict, of which nobody is told, and a false one to quarantine', async () => {
  const assemblyDir = await synthesisedAssembly('scoring=function');
  const cloud = await startLocalCloud({ assemblyDir });
  onTestFinished(() => cloud.stop());
  const lines: ConsumerLine[] = [];
  cloud.onLogLine(({ text }) => {
    const line = decodeLogLine(text);
    if (line) lines.push(line);
  });
  const subjects: string[] = [];
  cloud.onAlert(({ subject }) => subjects.push(subject ?? ''));
  await cloud.runSchedules();
  await cloud.settled();
  const canaries = lines.filter(({ message }) => message === 'canary');
  expect(canaries).toEqual([expect.objectContaining({ outcome: 'flagged', latencyMs: expect.any(Number) })]);
  expect(lines.filter(({ message }) => message === 'batch')).toMatchObject([{ records: 1, observations: 0 }]);
  const dynamodb = new DynamoDBClient(clientSettings(cloud));
  const { Items = [] } = await dynamodb.send(
    new ScanCommand({ TableName: readStores(cloud.outputs).incidentTableName }),
  );
  expect(Items.map(({ pk, outcome }) => [pk.S, outcome?.S])).toEqual([['canaries', 'flagged']]);

  const Data = encodeCanary({ nonce: canaryNonce(Date.now(), '0'.repeat(32)) }, { feature_1: 1e6 });
  const kinesis = new KinesisClient(clientSettings(cloud));
  await kinesis.send(new PutRecordCommand({ StreamName: cloud.outputs.StreamName, PartitionKey: 'me', Data }));
  await cloud.settled();
  expect(lines.filter(({ message }) => message === 'quarantined')).toMatchObject([
    { reason: { code: 'unknown_canary' } },
  ]);
  expect(subjects).toEqual([]);
  for (const client of [dynamodb, kinesis]) client.destroy();
}, 120_000);
