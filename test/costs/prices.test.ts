import { expect, it } from 'vitest';
import { isPriced, PRICE_UNITS, PRICED_REGIONS, PRICES_AS_OF } from '../../costs/prices.ts';

const REGIONS = Object.entries(PRICED_REGIONS);

it.each(REGIONS)('each price of %s is above 0, says where it was read, and where it is uncertain, why', (_, region) => {
  const { instanceHours, ...prices } = region;
  expect(Object.keys(prices).sort()).toEqual(Object.keys(PRICE_UNITS).sort());
  for (const { usd, source, uncertain } of [...Object.values(prices), ...Object.values(instanceHours)]) {
    expect(usd).toBeGreaterThan(0);
    expect(source).toMatch(/^https:\/\/(aws\.amazon\.com|pricing\.us-east-1\.amazonaws\.com|github\.com\/aws)/);
    expect(uncertain).not.toBe('');
  }
});

it('prices have a day, and a region that nobody looked up has none', () => {
  expect(PRICES_AS_OF).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(REGIONS.map(([name]) => isPriced(name))).toEqual([true, true]);
  expect(isPriced('eu-north-1')).toBe(false);
  expect(isPriced(undefined)).toBe(false);
});

it('what Virginia charges by the kinds of use that the defaults have is certain', () => {
  const { instanceHours, ...prices } = PRICED_REGIONS['us-east-1'];
  expect(Object.values(prices).filter(({ uncertain }) => uncertain !== undefined)).toEqual([]);
  expect(instanceHours['ml.m5.large'].uncertain).toBeUndefined();
});
