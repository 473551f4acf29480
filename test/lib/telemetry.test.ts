import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthesise } from '../support/synthesise.ts';
import { toldSettings } from '../support/told-settings.ts';

const LAYER_ARN = 'arn:aws:lambda:eu-west-1:123456789012:layer:collector-arm64:3';

const { detection } = synthesise({
  otlpEndpoint: 'http://localhost:4318',
  otlpHeadersSecret: 'ssm:/weir/otlp',
  otlpLayerArn: LAYER_ARN,
});
const { detection: without } = synthesise();

describe('an installation that exports to a collector', () => {
  it('has the consumer, and no other function, told where it is and of which secret it takes the headers', () => {
    const otlp = { endpoint: 'http://localhost:4318', headersSecret: 'ssm:/weir/otlp' };
    expect(toldSettings(consumerOf(detection)).values.otlp).toEqual(otlp);
    expect(JSON.stringify(detection.findResources('AWS::Lambda::Function')).match(/otlp/g)).toHaveLength(2);
    expect(toldSettings(consumerOf(without)).values.otlp).toBeUndefined();
  });

  it('has the layer beside the consumer, and beside no other function', () => {
    const layers = functionsOf(detection).flatMap(({ Layers = [] }) => Layers);
    expect(layers).toEqual([LAYER_ARN]);
    expect(consumerOf(detection).Layers).toEqual([LAYER_ARN]);
  });

  it('has room for the collector in the memory of the consumer, which they share', () => {
    expect(consumerOf(detection).MemorySize - consumerOf(without).MemorySize).toBe(160);
  });

  it('lets the consumer read that secret, and do nothing else more', () => {
    const more = statementsOf(detection).filter((one) => !statementsOf(without).includes(one));
    expect(more).toHaveLength(1);
    expect(JSON.parse(more[0])).toMatchObject({ Action: 'ssm:GetParameter', Effect: 'Allow' });
    expect(more[0]).toMatch(/:parameter\/weir\/otlp"/);
  });
});

function functionsOf(template: Template) {
  return Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties);
}

function consumerOf(template: Template) {
  return functionsOf(template).find(({ Description }) => Description.startsWith('Has observations scored'));
}

/** Of all roles, as text. */
function statementsOf(template: Template): string[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  return policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement).map((one) => JSON.stringify(one));
}
