import { randomUUID } from 'node:crypto';
import type { Functions } from '../lambda/start-functions.ts';
import type { JsonObject } from '../template/assembly.ts';
import type { ResolvedAssembly, Resource } from '../template/resolve-assembly.ts';
import { startResponseServer } from './response-server.ts';

/** What a custom resource's function tells CloudFormation. */
interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly Data?: JsonObject;
}

/** As CloudFormation waits where the resource says nothing else. */
const ANSWER_TIMEOUT_MS = 60_000;

/**
 * The CDK's own, which empties a bucket when its stack is deleted: nothing is deleted here, and it answers by https
 * only.
 */
const ONLY_FOR_DELETION = 'Custom::S3AutoDeleteObjects';

/**
 * Has each custom resource of the templates created by its own function, so that its attributes are known.
 * @throws when a function fails, or does not answer
 */
export async function runCustomResources(app: ResolvedAssembly, functions: Pick<Functions, 'byArn'>): Promise<void> {
  for (const resource of app.customResources) {
    if (resource.type === ONLY_FOR_DELETION) continue;
    app.answerCustomResource(resource, await create(resource, functions));
  }
}

async function create(resource: Resource, functions: Pick<Functions, 'byArn'>): Promise<JsonObject> {
  const { stackName, logicalId, type, properties } = resource;
  const server = await startResponseServer();
  try {
    const event: JsonObject = {
      RequestType: 'Create',
      ResponseURL: server.url,
      StackId: stackName,
      RequestId: randomUUID(),
      LogicalResourceId: logicalId,
      ResourceType: type,
      ResourceProperties: properties,
    };
    const outcome = await functions.byArn(String(properties.ServiceToken)).invoke(event);
    if (outcome.kind !== 'answered') throw new Error(`its function failed: ${JSON.stringify(outcome)}`);
    const { Status, Reason, Data = {} } = JSON.parse(await server.received(ANSWER_TIMEOUT_MS)) as Answer;
    if (Status !== 'SUCCESS') throw new Error(Reason ?? 'its function gave no reason');
    return Data;
  } catch (cause) {
    throw new Error(`custom resource ${logicalId} was not created: ${(cause as Error).message}`, { cause });
  } finally {
    server.stop();
  }
}
