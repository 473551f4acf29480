import type { Settings } from '../settings/settings-schema.ts';
import { estimateCost } from './estimate.ts';
import { USUAL_LOAD } from './load.ts';
import { isPriced, PRICES_AS_OF } from './prices.ts';
import { sayCount } from './rate.ts';

/** One line for whoever deploys: what these settings cost while nothing comes, and with the usual load. */
export function costLine(settings: Settings, region: string | undefined): string {
  const priced = isPriced(region) ? region : 'us-east-1';
  // Where the price of an instance is not known, another says how much it is about.
  const perDay = (recordsPerDay: number) => {
    try {
      return `${estimateCost({ ...USUAL_LOAD, recordsPerDay }, settings, priced).perDayUsd.toFixed(2)} USD a day`;
    } catch {
      return 'an unknown sum';
    }
  };
  const busy = sayCount(USUAL_LOAD.recordsPerDay);
  return (
    `costs about ${perDay(0)} idle, ${perDay(USUAL_LOAD.recordsPerDay)} at ${busy} records a day ` +
    `(${priced}, prices of ${PRICES_AS_OF}): npm run cost -- --rate ${'10M/day'}`
  );
}
