// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are CloudFormation's placeholders
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Json, readAssembly } from '../../../local/template/assembly.ts';
import { resolveAssembly } from '../../../local/template/resolve-assembly.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

interface StackFiles {
  readonly [stackName: string]: object;
}

/** An assembly as `cdk synth` writes it, resolved. */
function resolve(templates: StackFiles, environment = 'aws://unknown-account/unknown-region') {
  const dir = temporaryFolder();
  const artifacts: Record<string, object> = {};
  for (const [name, template] of Object.entries(templates)) {
    writeFileSync(join(dir, `${name}.template.json`), JSON.stringify(template));
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment,
      properties: { templateFile: `${name}.template.json` },
    };
  }
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify({ version: '55.0.0', artifacts }));
  return resolveAssembly(readAssembly(dir), 'http://127.0.0.1:1');
}

/** What one property value of one resource comes to. */
function evaluated(value: Json, template: object = {}): unknown {
  const probe = { Type: 'Test::Probe', Properties: { value } };
  const resources = { ...(template as { Resources?: object }).Resources, Probe: probe };
  return resolve({ app: { ...template, Resources: resources } }).resourcesOf('Test::Probe')[0].properties.value;
}

const STREAM = { Stream: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'readings' } } };

test.each<[string, Json, unknown]>([
  ['Ref to a resource', { Ref: 'Stream' }, 'readings'],
  ['Ref to a pseudo parameter', { Ref: 'AWS::StackName' }, 'app'],
  ['Fn::GetAtt', { 'Fn::GetAtt': ['Stream', 'Arn'] }, 'arn:aws:kinesis:us-east-1:000000000000:stream/readings'],
  ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Stream.Arn' }, 'arn:aws:kinesis:us-east-1:000000000000:stream/readings'],
  ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] }, 'a-us-east-1'],
  [
    'Fn::Sub',
    { 'Fn::Sub': 'a ${Stream} ${Stream.Arn} ${!literal} ${AWS::Partition}' },
    'a readings arn:aws:kinesis:us-east-1:000000000000:stream/readings ${literal} aws',
  ],
  ['Fn::Sub with variables', { 'Fn::Sub': ['${X}!', { X: { Ref: 'Stream' } }] }, 'readings!'],
  ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
  ['Fn::If', { 'Fn::If': ['IsTest', 'yes', 'no'] }, 'yes'],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'size'] }, 'large'],
  ['AWS::NoValue in a list', ['a', { Ref: 'AWS::NoValue' }, 'b'], ['a', 'b']],
  ['AWS::NoValue in an object', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
  ['an object that only looks like a function', { Ref: 'Stream', other: 1 }, { Ref: 'Stream', other: 1 }],
])('%s is replaced by what it stands for', (_name, value, expected) => {
  const template = {
    Resources: STREAM,
    Parameters: { Stage: { Type: 'String', Default: 'test' } },
    Conditions: {
      IsTest: {
        'Fn::And': [{ 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] }, { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }],
      },
    },
    Mappings: { Sizes: { 'us-east-1': { size: 'large' } } },
  };
  expect(evaluated(value, template)).toEqual(expected);
});

test('a function that is not known is an error, not a guess', () => {
  expect(() => evaluated({ 'Fn::Cidr': ['10.0.0.0/8', 1, 1] })).toThrow('the local cloud does not know Fn::Cidr');
});

test('a resource that needs itself is an error', () => {
  const loop = { Type: 'Test::Probe', Properties: { value: { Ref: 'Loop' } } };
  expect(() => resolve({ app: { Resources: { Loop: loop } } }).resourcesOf('Test::Probe')).toThrow(
    'Loop of stack app refers to itself',
  );
});

test.each([
  [
    'a weak reference',
    { 'Fn::GetStackOutput': { StackName: 'data', OutputName: 'PublishOutputStream', Region: { Ref: 'AWS::Region' } } },
  ],
  ['an import', { 'Fn::ImportValue': 'data:stream' }],
])('one stack reads another through %s', (_name, reference) => {
  const data = {
    Resources: STREAM,
    Outputs: {
      PublishOutputStream: { Value: { Ref: 'Stream' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:stream' } } },
    },
  };
  const app = { Resources: {}, Outputs: { StreamName: { Value: reference } } };
  expect(resolve({ data, app }).outputs).toEqual({ StreamName: 'readings' });
});

test('a resource whose condition does not hold is not there', () => {
  const template = {
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    Resources: { Stream: { ...STREAM.Stream, Condition: 'Never' } },
  };
  expect(resolve({ app: template }).resourcesOf('AWS::Kinesis::Stream')).toEqual([]);
});

test('generated names are the same at every start and fit what AWS takes', () => {
  const id = 'AVeryLongLogicalIdForABucketThatHoldsWhatCouldNeverBeScored12345678';
  const make = () =>
    resolve({ App: { Resources: { [id]: { Type: 'AWS::S3::Bucket' } } } }).resourcesOf('AWS::S3::Bucket')[0].ref;
  expect(make()).toBe(make());
  expect(make()).toMatch(/^[a-z0-9-]{3,63}$/);
});

test('an assembly bound to an environment lives there', () => {
  const template = { Resources: STREAM, Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Stream', 'Arn'] } } } };
  const { outputs } = resolve({ app: template }, 'aws://111122223333/eu-central-1');
  expect(outputs.Arn).toBe('arn:aws:kinesis:eu-central-1:111122223333:stream/readings');
});

test('an assembly that reads a foreign stream lives where that stream is', () => {
  const EventSourceArn = 'arn:aws:kinesis:eu-west-1:111122223333:stream/theirs';
  const Mapping = { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn } };
  expect(resolve({ app: { Resources: { Mapping } } }).place).toEqual({
    accountId: '111122223333',
    region: 'eu-west-1',
  });
});

test('a custom resource has the attributes that its function answered, and none before', () => {
  const Probe = { Type: 'Test::Probe', Properties: { value: { 'Fn::GetAtt': ['Time', 'Seconds'] } } };
  const templates = { app: { Resources: { Time: { Type: 'Custom::Time' }, Probe } } };
  expect(() => resolve(templates).resourcesOf('Test::Probe')).toThrow('does not know Seconds of Custom::Time Time');
  const app = resolve(templates);
  app.answerCustomResource(app.customResources[0], { Seconds: 7 });
  expect(app.resourcesOf('Test::Probe')[0].properties).toEqual({ value: 7 });
});

test('a folder without an assembly is told with what to do', () => {
  const dir = temporaryFolder();
  mkdirSync(join(dir, 'empty'));
  expect(() => readAssembly(join(dir, 'empty'))).toThrow(/no cloud assembly in .*empty .*run npm run synth first/);
});
