import { expect, it } from 'vitest';
import { checkSettings } from '../../settings/check-settings.ts';
import { complaint } from '../support/complaint.ts';

const ENDPOINT = 'http://localhost:4318';
const LAYER_ARN = 'arn:aws:lambda:eu-west-1:123456789012:layer:collector-arm64:3';

const of = (overrides: Readonly<Record<string, string>>) => ({ overrides });

it.each([
  ENDPOINT,
  'http://127.0.0.1:4318',
  'http://localhost',
  'https://collector.example.com',
  'https://otlp-gateway-prod-eu-west-2.grafana.net/otlp',
  'https://collector.example.com:4318/',
])('a collector may be at %s', (otlpEndpoint) => {
  expect(checkSettings(of({ otlpEndpoint })).otlpEndpoint).toBe(otlpEndpoint);
});

it.each([
  ['without encryption on another machine', 'http://collector.example.com:4318'],
  ['at a name that only begins like this machine', 'http://localhost.example.com:4318'],
  ['with a token in its address', 'https://me:secret@collector.example.com'],
  ['with a query', 'https://collector.example.com/?token=1'],
  ['by gRPC', 'grpc://localhost:4317'],
  ['without a scheme', 'localhost:4318'],
  ['behind an address that is too long', `https://${'a'.repeat(93)}`],
])('a collector %s is refused', (_, otlpEndpoint) => {
  expect(complaint(of({ otlpEndpoint }))).toBe(
    `setting otlpEndpoint must be http://localhost:4318 or an https address, of at most 100 characters, got ${JSON.stringify(otlpEndpoint)}`,
  );
});

it('headers go by the name of a secret, and a layer by the ARN of a version', () => {
  const whole = { otlpEndpoint: ENDPOINT, otlpHeadersSecret: 'ssm:/weir/otlp', otlpLayerArn: LAYER_ARN };
  expect(checkSettings(of(whole))).toMatchObject(whole);
  expect(complaint(of({ ...whole, otlpHeadersSecret: 'Authorization: Bearer 42' }))).toMatch(
    /^setting otlpHeadersSecret must be the name of a secret like weir\/otlp, or of a parameter like ssm:\/weir\/otlp/,
  );
  expect(complaint(of({ ...whole, otlpLayerArn: LAYER_ARN.slice(0, -2) }))).toMatch(
    /^setting otlpLayerArn must be the ARN of a version of a Lambda layer/,
  );
});

it.each([
  ['otlpHeadersSecret', 'weir/otlp'],
  ['otlpLayerArn', LAYER_ARN],
])('%s without an endpoint is refused', (name, value) => {
  expect(complaint(of({ [name]: value }))).toBe(
    `setting ${name} is for what is exported: say where to with otlpEndpoint, or remove ${name}`,
  );
});

it('a mapping that has no room beside it in what a function takes is refused', () => {
  const mapping = JSON.stringify({ features: { a: 'x'.repeat(1970) } });
  expect(checkSettings(of({ mapping }))).toHaveProperty('mapping');
  expect(complaint(of({ mapping, otlpEndpoint: ENDPOINT }))).toBe(
    'setting mapping must be at most 1979 bytes of JSON beside otlpEndpoint, which is what a function takes',
  );
});
