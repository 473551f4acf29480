import { expect, test } from 'vitest';
import { permissionReaders } from '../../../local/iam/permissions-of.ts';

const READERS = permissionReaders({ accountId: '000000000000', region: 'us-east-1' });
const ARN = (service: string, path: string) => `arn:aws:${service}:us-east-1:000000000000:${path}`;

interface Asked {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: Record<string, string>;
  readonly body?: object | string;
}

/** The actions and resources that a request asks for, as `action resource`. */
function asked(service: string, { method = 'POST', target = '/', headers = {}, body = '' }: Asked): string[] {
  const { pathname: path, searchParams: query } = new URL(target, 'http://127.0.0.1');
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const request = { method, path, query, headers, body: bytes, principal: 'a role' };
  return READERS[service](request).map(({ action, resource }) => `${action} ${resource}`);
}

const s3 = (method: string, target: string, headers = {}, body = '') => asked('s3', { method, target, headers, body });
const copying = { 'x-amz-copy-source': '/from/a%20b' };

test.each([
  ['PutObject', s3('PUT', '/b/k?x-id=PutObject'), ['s3:PutObject arn:aws:s3:::b/k']],
  ['CopyObject', s3('PUT', '/b/k', copying), ['s3:GetObject arn:aws:s3:::from/a b', 's3:PutObject arn:aws:s3:::b/k']],
  [
    'DeleteObjects',
    s3('POST', '/b?delete', {}, '<Delete><Object><Key>a/1</Key></Object><Object><Key>c</Key></Object></Delete>'),
    ['s3:DeleteObject arn:aws:s3:::b/a/1', 's3:DeleteObject arn:aws:s3:::b/c'],
  ],
  ['HeadObject', s3('HEAD', '/b/k'), ['s3:GetObject arn:aws:s3:::b/k']],
  ['GetObjectTagging', s3('GET', '/b/k?tagging'), ['s3:GetObjectTagging arn:aws:s3:::b/k']],
  ['CreateMultipartUpload', s3('POST', '/b/k?uploads'), ['s3:PutObject arn:aws:s3:::b/k']],
  ['UploadPart', s3('PUT', '/b/k?partNumber=1&uploadId=u'), ['s3:PutObject arn:aws:s3:::b/k']],
  [
    'UploadPartCopy',
    s3('PUT', '/b/k?partNumber=1&uploadId=u', copying),
    ['s3:GetObject arn:aws:s3:::from/a b', 's3:PutObject arn:aws:s3:::b/k'],
  ],
  ['CompleteMultipartUpload', s3('POST', '/b/k?uploadId=u'), ['s3:PutObject arn:aws:s3:::b/k']],
  ['AbortMultipartUpload', s3('DELETE', '/b/k?uploadId=u'), ['s3:AbortMultipartUpload arn:aws:s3:::b/k']],
  ['ListParts', s3('GET', '/b/k?uploadId=u'), ['s3:ListMultipartUploadParts arn:aws:s3:::b/k']],
  ['ListMultipartUploads', s3('GET', '/b?uploads'), ['s3:ListBucketMultipartUploads arn:aws:s3:::b']],
  ['ListObjects', s3('GET', '/b?prefix=x'), ['s3:ListBucket arn:aws:s3:::b']],
  ['ListBuckets', s3('GET', '/'), ['s3:ListAllMyBuckets *']],
])('S3: what %s needs to be allowed', (_operation, permissions, wanted) => {
  expect(permissions).toEqual(wanted);
});

test('an operation of S3 that is not known is allowed by nothing', () => {
  expect(() => s3('PUT', '/b/k?acl')).toThrow('the local S3 does not know PUT ?acl of an object');
});

test.each([
  ['SendMessageBatch', { QueueUrl: 'http://host/000000000000/q' }, `sqs:SendMessage ${ARN('sqs', 'q')}`],
  ['ChangeMessageVisibility', { QueueUrl: 'q' }, `sqs:ChangeMessageVisibility ${ARN('sqs', 'q')}`],
  ['CreateQueue', { QueueName: 'q' }, `sqs:CreateQueue ${ARN('sqs', 'q')}`],
  ['ListQueues', {}, 'sqs:ListQueues *'],
])('SQS: what %s needs to be allowed', (operation, body, wanted) => {
  expect(asked('sqs', { headers: { 'x-amz-target': `AmazonSQS.${operation}` }, body })).toEqual([wanted]);
});

test.each([
  ['Action=PublishBatch&TopicArn=t', 'sns:Publish t'],
  ['Action=CreateTopic&Name=x', `sns:CreateTopic ${ARN('sns', 'x')}`],
  ['Action=GetSubscriptionAttributes&SubscriptionArn=s', 'sns:GetSubscriptionAttributes *'],
])('SNS: what %s needs to be allowed', (body, wanted) => {
  expect(asked('sns', { body })).toEqual([wanted]);
});

test.each([
  ['POST', '/2015-03-31/functions/f/invocations', `lambda:InvokeFunction ${ARN('lambda', 'function:f')}`],
  ['GET', '/2015-03-31/functions/f', `lambda:GetFunction ${ARN('lambda', 'function:f')}`],
  ['GET', '/2015-03-31/functions', 'lambda:ListFunctions *'],
  [
    'GET',
    '/2015-03-31/event-source-mappings/m',
    `lambda:GetEventSourceMapping ${ARN('lambda', 'event-source-mapping:m')}`,
  ],
])('Lambda: what %s %s needs to be allowed', (method, target, wanted) => {
  expect(asked('lambda', { method, target })).toEqual([wanted]);
});
