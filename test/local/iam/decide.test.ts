import { expect, test } from 'vitest';
import { decide } from '../../../local/iam/decide.ts';
import { readStatements } from '../../../local/iam/statement.ts';
import type { Json, JsonObject } from '../../../local/template/assembly.ts';

const PUT = {
  action: 's3:PutObject',
  resource: 'arn:aws:s3:::bucket/quarantine/1',
  context: { 'aws:securetransport': 'true' },
};

function allowed(statements: readonly JsonObject[], permission = PUT): boolean {
  return decide(readStatements({ Statement: statements }, 'test'), permission).allowed;
}

function allowing(changes: JsonObject): JsonObject {
  return { Effect: 'Allow', Action: 's3:PutObject', Resource: '*', ...changes };
}

test.each<[string, JsonObject, boolean]>([
  ['the action by name', { Action: 's3:PutObject' }, true],
  ['the action in other letters', { Action: 'S3:putobject' }, true],
  ['one of several actions', { Action: ['s3:GetObject', 's3:PutObject'] }, true],
  ['another action', { Action: 's3:GetObject' }, false],
  ['a longer action', { Action: 's3:PutObjectAcl' }, false],
  ['actions by wildcard', { Action: 's3:Put*' }, true],
  ['every action', { Action: '*' }, true],
  ['the resource by wildcard', { Resource: 'arn:aws:s3:::bucket/quarantine/*' }, true],
  ['a resource with one open letter', { Resource: 'arn:aws:s3:::bucket/quarantine/?' }, true],
  ['another prefix', { Resource: 'arn:aws:s3:::bucket/aws/*' }, false],
  ['the bucket without its objects', { Resource: 'arn:aws:s3:::bucket' }, false],
  ['a resource whose dots are no wildcards', { Resource: 'arn.aws.s3...bucket/*' }, false],
  ['resources in other letters', { Resource: 'arn:aws:s3:::BUCKET/*' }, false],
  ['everything but other actions', { Action: undefined as unknown as Json, NotAction: 's3:GetObject' }, true],
  ['everything but this action', { Action: undefined as unknown as Json, NotAction: 's3:Put*' }, false],
  [
    'everything but this resource',
    { Resource: undefined as unknown as Json, NotResource: 'arn:aws:s3:::bucket/*' },
    false,
  ],
])('a statement with %s decides so', (_what, changes, expected) => {
  expect(allowed([allowing(changes)])).toBe(expected);
});

test.each<[string, JsonObject, boolean]>([
  ['StringEquals', { 'aws:Who': 'me' }, true],
  ['StringEquals', { 'aws:Who': ['you', 'me'] }, true],
  ['StringEquals', { 'aws:Who': 'm*' }, false],
  ['StringNotEquals', { 'aws:Who': 'you' }, true],
  ['StringNotEquals', { 'aws:Who': ['you', 'me'] }, false],
  ['StringLike', { 'aws:Who': 'm*' }, true],
  ['ArnLike', { 'aws:SourceArn': 'arn:aws:*:topic' }, true],
  ['ArnNotLike', { 'aws:SourceArn': 'arn:aws:*:topic' }, false],
  ['Bool', { 'aws:SecureTransport': 'true' }, true],
  ['Bool', { 'aws:SecureTransport': false }, false],
  ['NumericLessThan', { 'aws:Count': '4' }, true],
  ['NumericNotEquals', { 'aws:Count': '3' }, false],
  ['StringEquals', { 'aws:Absent': 'x' }, false],
  ['StringNotEquals', { 'aws:Absent': 'x' }, true],
  ['StringEqualsIfExists', { 'aws:Absent': 'x' }, true],
  ['StringEqualsIfExists', { 'aws:Who': 'you' }, false],
  ['Null', { 'aws:Absent': 'true' }, true],
  ['Null', { 'aws:Who': 'true' }, false],
])('the condition %s %j decides so', (operator, condition, expected) => {
  const context = {
    'aws:who': 'me',
    'aws:sourcearn': 'arn:aws:sns:topic',
    'aws:securetransport': 'true',
    'aws:count': '3',
  };
  expect(allowed([allowing({ Condition: { [operator]: condition } })], { ...PUT, context })).toBe(expected);
});

test('all conditions of a statement must hold', () => {
  const Condition = { Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'aws:Who': 'me' } };
  expect(allowed([allowing({ Condition })])).toBe(false);
});

test('a condition that is not known is an error, not a guess', () => {
  expect(() => allowed([allowing({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })])).toThrow(
    'does not know the condition operator IpAddress',
  );
});

test('an explicit deny wins over any allow, wherever it stands', () => {
  const deny = { ...allowing({}), Effect: 'Deny' };
  expect(allowed([allowing({}), deny])).toBe(false);
  expect(allowed([deny, allowing({})])).toBe(false);
  expect(allowed([allowing({}), { ...deny, Action: 's3:GetObject' }])).toBe(true);
});

test('without any statement nothing is allowed', () => {
  expect(allowed([])).toBe(false);
});
