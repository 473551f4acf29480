import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { watchAlarms } from '../../local/alarms/alarms.ts';
import { cloudFormationService } from '../../local/cloudformation/cloudformation-service.ts';
import { eventBusService } from '../../local/events/event-bus-service.ts';
import { firehoseService } from '../../local/firehose/firehose-service.ts';
import { ADMIN, type ServiceHandler, type ServiceRequest } from '../../local/gateway/service.ts';
import { logGroups } from '../../local/logs/log-groups.ts';
import { logsService } from '../../local/logs/logs-service.ts';
import { cloudwatchService } from '../../local/metrics/cloudwatch-service.ts';
import { metricStore } from '../../local/metrics/metric-store.ts';
import { parametersService, secretsManagerService } from '../../local/secrets/secret-services.ts';
import { snsService } from '../../local/sns/sns-service.ts';
import { topic } from '../../local/sns/topic.ts';
import { sqsService } from '../../local/sqs/sqs-service.ts';

const REQUEST = { method: 'POST', path: '/', query: new URLSearchParams(), principal: ADMIN };

/** A request of the query protocol, with nothing but the operation. */
function form(operation: string): ServiceRequest {
  return { ...REQUEST, headers: {}, body: Buffer.from(`Action=${operation}`) };
}

/** The same of AWS's JSON protocol. */
function json(target: string): (operation: string) => ServiceRequest {
  return (operation) => ({
    ...REQUEST,
    headers: { 'x-amz-target': `${target}.${operation}` },
    body: Buffer.from('{}'),
  });
}

const createTopic = (name: string) =>
  topic(
    name,
    async () => {},
    () => {},
  );
const identify = (name: string) => ({ arn: name, url: name });
const place = { accountId: '000000000000', region: 'us-east-1' };

const SERVICES: Readonly<Record<string, readonly [ServiceHandler, (operation: string) => ServiceRequest]>> = {
  SQS: [sqsService({ queues: new Map(), identify }), json('AmazonSQS')],
  SNS: [snsService({ topics: new Map(), createTopic }), form],
  CloudWatch: [
    cloudwatchService(
      metricStore(),
      watchAlarms([], metricStore(), 0, () => {}),
      () => [],
    ),
    json('GraniteServiceVersion20100801'),
  ],
  'CloudWatch Logs': [logsService(logGroups(undefined), place), json('Logs_20140328')],
  'Secrets Manager': [secretsManagerService({}), json('secretsmanager')],
  SSM: [parametersService({}), json('AmazonSSM')],
  'Data Firehose': [firehoseService(new Map()), json('Firehose_20150804')],
  EventBridge: [eventBusService(() => {}), json('AWSEvents')],
  CloudFormation: [cloudFormationService({ stacks: [] }), form],
};

const page = readFileSync('docs/local-cloud.md', 'utf8');

test.each(Object.entries(SERVICES))('%s knows each operation that docs/local-cloud.md names', async (name, service) => {
  const [handler, request] = service;
  const named = new RegExp(`^\\| ${name} \\| (.+) \\|$`, 'm').exec(page)?.[1] ?? '';
  const operations = named.match(/\b[A-Z]\w*[a-z][A-Z]\w*/g) ?? [];
  expect(operations.length).toBeGreaterThan(0);
  const said = async (operation: string) =>
    handler(request(operation)).then(
      () => 'answered',
      (error: Error) => error.message,
    );
  expect((await Promise.all(operations.map(said))).filter((text) => text.includes('does not know'))).toEqual([]);
  expect(await said('MakeCoffee')).toContain('does not know MakeCoffee');
});
