import { describe, expect, it } from 'vitest';
import { costLine } from '../../costs/cost-line.ts';
import { estimateCost } from '../../costs/estimate.ts';
import { USUAL_LOAD } from '../../costs/load.ts';
import { quoteCost } from '../../costs/quote.ts';
import { checkSettings, type SettingTexts } from '../../settings/check-settings.ts';

const estimate = (recordsPerDay: number, way: string, overrides: SettingTexts = {}) =>
  estimateCost(
    { ...USUAL_LOAD, recordsPerDay },
    checkSettings({ overrides: { canary: 'off', ...overrides } }),
    'us-east-1',
    way,
  );

/*
 * Worked out apart from the code, with the prices of us-east-1. For 10 million a day, for example: one shard
 * 24 h * 0.015 + 10 M PUT units * 0.014 = 0.50; a batch each 1.14 s + 8.6 ms, 75,219 a day, of 26.8 ms with 1,585 MB,
 * 3,120 GB-s * 0.0000133334 = 0.042.
 */
describe.each([
  [
    'function',
    10e6,
    1,
    0,
    { Kinesis: 0.5, Lambda: 0.061, DynamoDB: 0.156, S3: 0.018, CloudWatch: 0.429, SNS: 0.001 },
    1.166,
  ],
  [
    'ml.m5.large',
    1.44e9,
    21,
    1,
    { Kinesis: 27.72, Lambda: 3.785, SageMaker: 10.485, DynamoDB: 13.536, S3: 0.239, CloudWatch: 4.187, SNS: 0.007 },
    59.96,
  ],
  [
    'serverless',
    144e9,
    2084,
    0,
    {
      ...{ Kinesis: 2766.24, Lambda: 618.518, SageMaker: 1063.011, DynamoDB: 1339.344 },
      ...{ S3: 23.068, CloudWatch: 383.879, SNS: 0.007 },
    },
    6194.066,
  ],
] as const)('scored by %s, %i records a day', (way, recordsPerDay, shards, instances, services, perDay) => {
  const { services: found, perDayUsd, perMonthUsd, ...rest } = estimate(recordsPerDay, way);

  it('cost by service, and together, what was worked out by hand', () => {
    expect(Object.keys(found).sort()).toEqual(Object.keys(services).sort());
    for (const [service, usd] of Object.entries(services)) {
      expect(found[service as keyof typeof found]?.perDayUsd).toBeCloseTo(usd, 3);
    }
    expect(perDayUsd).toBeCloseTo(perDay, 3);
    expect(perMonthUsd).toBeCloseTo((perDay * 730) / 24, 0);
  });

  it('need so many shards and instances', () => {
    expect(rest).toMatchObject({ shards, instances, lambdaConcurrency: { most: shards + 3 } });
  });
});

it('ten million events a day cost less than 2 USD where the function scores, and behind a serverless endpoint', () => {
  expect(estimate(10e6, 'function').perDayUsd).toBeLessThan(2);
  expect(estimate(10e6, 'serverless').perDayUsd).toBeLessThan(2);
});

it('services, parts and the sum are the same money', () => {
  const { services, parts, perDayUsd } = estimate(10e6, 'serverless', { alertEmail: 'a@b.org' });
  const sum = (values: readonly { readonly perDayUsd: number }[]) =>
    values.reduce((all, each) => all + each.perDayUsd, 0);
  expect(sum(Object.values(services))).toBeCloseTo(perDayUsd, 10);
  expect(sum(parts)).toBeCloseTo(perDayUsd, 10);
});

describe('what settings change', () => {
  const usual = estimate(10e6, 'serverless');

  it('a stream of somebody else costs nothing here', () => {
    const streamArn = 'arn:aws:kinesis:eu-west-1:123456789012:stream/theirs';
    expect(estimate(10e6, 'serverless', { streamArn }).services).not.toHaveProperty('Kinesis');
  });

  it('an on-demand stream pays each record as a whole kilobyte, in and out', () => {
    const gb = (10e6 * 1024) / 1024 ** 3;
    const { services } = estimate(10e6, 'serverless', { streamMode: 'on-demand' });
    expect(services.Kinesis?.perDayUsd).toBeCloseTo(24 * 0.04 + gb * 0.12, 6);
  });

  it('sources without a past, and no learning, cost less; a message mailed to two people more', () => {
    expect(estimate(10e6, 'serverless', { sourceState: 'off' }).perDayUsd).toBeLessThan(usual.perDayUsd - 0.1);
    expect(estimate(10e6, 'serverless', { learning: 'off' }).perDayUsd).toBeLessThan(usual.perDayUsd);
    const mailed = estimate(10e6, 'serverless', { alertEmail: 'a@b.org,c@d.org' });
    // 2,000 messages a day to each.
    expect(mailed.perDayUsd - usual.perDayUsd).toBeCloseTo(4 * 0.02, 6);
  });

  it('records above 25 KB are several PUT units, and fewer of them fit in a batch', () => {
    const settings = checkSettings({ overrides: {} });
    const { parts } = estimateCost({ ...USUAL_LOAD, recordsPerDay: 1e6, recordBytes: 60_000 }, settings, 'us-east-1');
    expect(parts.find(({ what }) => what === 'PUT units')?.quantity).toBeCloseTo(3);
  });

  it('an instance type whose price nobody knows is refused, with those that are known', () => {
    expect(() => estimate(10e6, 'ml.p9.huge')).toThrow(
      'the price of ml.p9.huge in us-east-1 is not known here, known are ml.m5.large, ml.m5.xlarge,',
    );
  });
});

it('the quote names each uncertain price that it used, and no other', () => {
  const quote = (region: 'us-east-1' | 'eu-west-1') =>
    quoteCost(USUAL_LOAD, checkSettings({ overrides: {} }), region).uncertain;
  expect(quote('us-east-1')).toEqual([]);
  expect(quote('eu-west-1')).toContain('0.017 USD for an hour of a shard: from memory, no list at hand');
  expect(quote('eu-west-1').filter((each) => /on-demand stream|e-mails/.test(each))).toEqual([]);
});

it('synthesis says in one line what a day costs, in a region that is not known here by the prices of another', () => {
  const settings = checkSettings({ overrides: { scoring: 'function' } });
  expect(costLine(settings, 'eu-north-1')).toBe(
    'costs about 0.75 USD a day idle, 1.21 USD a day at 10 million records a day ' +
      '(us-east-1, prices of 2026-11-28): npm run cost -- --rate 10M/day',
  );
  expect(costLine(settings, 'eu-west-1')).toContain('(eu-west-1, ');
});
