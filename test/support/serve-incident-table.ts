import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

/**
 * The table `incidents`, with DynamoDB's conditions and update expressions as another implementation understands them.
 */
export interface ServedTable {
  readonly client: DynamoDBClient;
  stop(): void;
}

/** Serves the table in memory, empty. */
export async function serveIncidentTable(): Promise<ServedTable> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  await client.send(
    new CreateTableCommand({
      TableName: 'incidents',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
        { AttributeName: 'duePartition', AttributeType: 'S' },
        { AttributeName: 'dueMs', AttributeType: 'N' },
        { AttributeName: 'statePartition', AttributeType: 'S' },
        { AttributeName: 'historySource', AttributeType: 'S' },
        { AttributeName: 'openedMs', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'due',
          KeySchema: [
            { AttributeName: 'duePartition', KeyType: 'HASH' },
            { AttributeName: 'dueMs', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
        ...[
          ['byState', 'statePartition'],
          ['bySource', 'historySource'],
        ].map(([IndexName, AttributeName]) => ({
          IndexName,
          KeySchema: [
            { AttributeName, KeyType: 'HASH' as const },
            { AttributeName: 'openedMs', KeyType: 'RANGE' as const },
          ],
          Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: ['history'] },
        })),
      ],
    }),
  );
  return {
    client,
    stop() {
      client.destroy();
      server.close();
    },
  };
}
