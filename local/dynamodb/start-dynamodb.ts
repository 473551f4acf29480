import { Agent, request as httpRequest, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { forOwnPrograms } from '../gateway/foreign-request.ts';
import type { ServiceHandler, ServiceRequest, ServiceResponse } from '../gateway/service.ts';
import type { JsonObject } from '../template/assembly.ts';
import type { Resource } from '../template/resolve-assembly.ts';

export interface DynamoDb {
  readonly handler: ServiceHandler;
  stop(): Promise<void>;
}

/** Of what a table may say, what dynalite takes. */
const TABLE_PROPERTIES = ['AttributeDefinitions', 'KeySchema', 'LocalSecondaryIndexes', 'GlobalSecondaryIndexes'];

/** DynamoDB is dynalite, which keeps its tables in memory; the templates' tables are there when this resolves. */
export async function startDynamoDb(tables: readonly Resource[]): Promise<DynamoDb> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const [serve] = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request').on('request', forOwnPrograms(serve!));
  // Never: a connection that is closed for idleness just as the agent takes it up again fails its request.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const underWay = new Set<Promise<ServiceResponse>>();
  const handler: ServiceHandler = (request) => {
    const answer = forward(port, agent, request);
    underWay.add(answer);
    const ended = () => underWay.delete(answer);
    answer.then(ended, ended);
    return answer;
  };
  for (const table of tables) await createTable(handler, table);
  return {
    handler,
    async stop() {
      // What it still works on when it is closed ends this process, and not that request.
      await Promise.allSettled(underWay);
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function createTable(handler: ServiceHandler, { ref, properties }: Resource): Promise<void> {
  const kept = TABLE_PROPERTIES.filter((name) => properties[name] !== undefined).map((name) => [
    name,
    properties[name],
  ]);
  const input: JsonObject = { TableName: ref, BillingMode: 'PAY_PER_REQUEST', ...Object.fromEntries(kept) };
  const response = await handler({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.CreateTable',
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
    },
    body: Buffer.from(JSON.stringify(input)),
    principal: 'local cloud',
  });
  if (response.status !== 200) throw new Error(`table ${ref} cannot be made: ${Buffer.from(response.body).toString()}`);
}

function forward(
  port: number,
  agent: Agent,
  { method, path, headers, body }: ServiceRequest,
): Promise<ServiceResponse> {
  return new Promise((resolve, reject) => {
    const { connection: _connection, host: _host, 'transfer-encoding': _encoding, ...forwarded } = headers;
    const options = {
      host: '127.0.0.1',
      port,
      agent,
      method,
      path,
      headers: { ...forwarded, 'content-length': String(body.length) },
    };
    const outgoing = httpRequest(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const answerHeaders: Record<string, string> = {};
        for (const name of ['content-type', 'x-amz-crc32', 'x-amzn-requestid']) {
          if (incoming.headers[name] !== undefined) answerHeaders[name] = String(incoming.headers[name]);
        }
        resolve({ status: incoming.statusCode!, headers: answerHeaders, body: Buffer.concat(chunks) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
