import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { startLocalCloud } from '../../../local/start-local-cloud.ts';
import { deployedInstallations, deployedSettings } from '../../../operations/installation/deployed-settings.ts';
import { checkSettings } from '../../../settings/check-settings.ts';
import { synthesisedAssembly } from '../../support/synthesised-assembly.ts';

let cloud: LocalCloud;
let client: CloudFormationClient;

beforeAll(async () => {
  cloud = await startLocalCloud({ assemblyDir: await synthesisedAssembly('alertEmail=a@b.org') });
  client = new CloudFormationClient({
    endpoint: cloud.environment.AWS_ENDPOINT_URL,
    region: cloud.environment.AWS_REGION,
    credentials: {
      accessKeyId: cloud.environment.AWS_ACCESS_KEY_ID!,
      secretAccessKey: cloud.environment.AWS_SECRET_ACCESS_KEY!,
    },
  });
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

it('the deployed settings are read from the stack, as they were when it was made', async () => {
  const settings = checkSettings({ overrides: { alertEmail: 'a@b.org' } });
  expect(await deployedSettings('Weir', client)).toEqual(JSON.parse(JSON.stringify(settings)));
});

it('nothing is deployed under another name', async () => {
  expect(await deployedSettings('Other', client)).toBeUndefined();
});

it('the installations that there are are found by their stacks', async () => {
  expect(await deployedInstallations(client)).toEqual(['Weir']);
});
