import { expect, test } from 'vitest';
import { runCustomResources } from '../../../local/custom-resources/run-custom-resources.ts';
import type { JsonObject } from '../../../local/template/assembly.ts';
import type { ResolvedAssembly, Resource } from '../../../local/template/resolve-assembly.ts';
import { deploy, handlerModule } from '../lambda/deployed-function.ts';

const RESOURCE: Resource = {
  stackName: 'app',
  logicalId: 'FirstTime',
  type: 'Custom::FirstTime',
  properties: { ServiceToken: 'arn:function', StreamArn: 'arn:stream' },
  ref: 'first-time',
  attributes: {},
};

/** Has the resource created by a function with this body. @returns its attributes */
async function created(body: string, resource = RESOURCE): Promise<JsonObject | undefined> {
  let answer: JsonObject | undefined;
  const app = {
    customResources: [resource],
    answerCustomResource: (_resource: Resource, attributes: JsonObject) => {
      answer = attributes;
    },
  } as unknown as ResolvedAssembly;
  const made = deploy({ files: handlerModule(body) });
  await runCustomResources(app, { byArn: () => made });
  return answer;
}

const answering = (answer: string) =>
  `await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(${answer}) });`;

test("a custom resource's attributes are what its function answers to the event of CloudFormation", async () => {
  const {
    ResponseURL: _url,
    RequestId: _id,
    ...event
  } = (await created(answering('{ Status: "SUCCESS", Data: event }'))) as JsonObject;
  expect(event).toEqual({
    RequestType: 'Create',
    StackId: 'app',
    LogicalResourceId: 'FirstTime',
    ResourceType: 'Custom::FirstTime',
    ResourceProperties: RESOURCE.properties,
  });
});

test.each([
  ['that fails', 'throw new Error("no");', /FirstTime was not created: its function failed: .*"errorMessage":"no"/],
  ['that refuses', answering('{ Status: "FAILED", Reason: "not today" }'), /FirstTime was not created: not today/],
])('a function %s fails the start', async (_what, body, message) => {
  await expect(created(body)).rejects.toThrow(message);
});

test('what only empties a bucket when its stack is deleted is left out', async () => {
  const emptying = { ...RESOURCE, type: 'Custom::S3AutoDeleteObjects' };
  expect(await created('throw new Error("called");', emptying)).toBeUndefined();
});
