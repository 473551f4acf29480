import { describe, expect, it } from 'vitest';
import { breakEvens } from '../../costs/break-even.ts';
import { estimateCost } from '../../costs/estimate.ts';
import { limitsOf } from '../../costs/limits.ts';
import { USUAL_LOAD } from '../../costs/load.ts';
import { trafficOf } from '../../costs/traffic.ts';
import { checkSettings, type SettingTexts } from '../../settings/check-settings.ts';

const limits = (recordsPerDay: number, overrides: SettingTexts = {}, sources = 1000) =>
  limitsOf(trafficOf({ ...USUAL_LOAD, recordsPerDay, sources }, checkSettings({ overrides })));

describe('the first limit', () => {
  it('of one shard is a thousand records a second', () => {
    const [first] = limits(10e6);
    expect(first).toMatchObject({
      what: expect.stringMatching(/^the one shard: 1000 records/),
      metAtRecordsPerDay: 86.4e6,
    });
    expect(first.share).toBeCloseTo(10 / 86.4);
  });

  it('of large records is a megabyte a second', () => {
    const traffic = trafficOf({ ...USUAL_LOAD, recordBytes: 10_000 }, checkSettings({ overrides: {} }));
    expect(limitsOf(traffic)[0].metAtRecordsPerDay).toBeCloseTo(86_400 * 100 * traffic.shards);
  });

  it('of many shards is the Lambda concurrency of a new account, which ten shards take', () => {
    const [first] = limits(1.44e9);
    expect(first).toMatchObject({ what: 'Lambda concurrency of a new account, 10' });
    expect(first.metAtRecordsPerDay).toBeCloseTo(10 * 800 * 86_400);
    expect(first.share).toBeGreaterThan(1);
  });

  it('of very many sources is the room for them', () => {
    expect(limits(1e6, {}, 19_000)[0]).toMatchObject({
      what: 'room for 100,000 features of sources in a shard',
      share: 0.95,
      metAtRecordsPerDay: undefined,
    });
    expect(limits(1e6, { sourceState: 'off' }, 19_000)[0].what).toMatch(/^the one shard/);
  });

  it('is none of the shards where the stream is on demand, and none of the endpoint where the function scores', () => {
    const named = (overrides: SettingTexts) => limits(10e6, overrides).map(({ what }) => what);
    expect(named({ streamMode: 'on-demand' }).filter((what) => /shards? (can|of)|the one/.test(what))).toEqual([]);
    expect(named({ scoring: 'function' }).filter((what) => /endpoint/.test(what))).toEqual([]);
    expect(named({}).filter((what) => /endpoint/.test(what))).toHaveLength(2);
  });
});

describe('the break-even between two ways of scoring', () => {
  const settings = checkSettings({ overrides: {} });
  const usd = (recordsPerDay: number, way: string) =>
    estimateCost({ ...USUAL_LOAD, recordsPerDay }, settings, 'us-east-1', way).perDayUsd;

  it('is where both cost the same: below it one is cheaper, above it the other', () => {
    const found = breakEvens(USUAL_LOAD, settings, 'us-east-1').filter((each) => each.untilRecordsPerDay !== undefined);
    expect(found.length).toBeGreaterThan(0);
    for (const { cheaper, than, untilRecordsPerDay: rate = 0 } of found) {
      expect(usd(rate * 0.9, cheaper)).toBeLessThan(usd(rate * 0.9, than));
      expect(usd(rate * 1.1, cheaper)).toBeGreaterThan(usd(rate * 1.1, than));
    }
  });

  it('is nowhere where one is always cheaper', () => {
    const never = breakEvens(USUAL_LOAD, settings, 'us-east-1').filter((each) => each.untilRecordsPerDay === undefined);
    expect(never.length).toBeGreaterThan(0);
    for (const { cheaper, than } of never) {
      for (const rate of [1e3, 1e6, 1e9, 1e12]) expect(usd(rate, cheaper)).toBeLessThan(usd(rate, than));
    }
  });
});
