import { renameSync, writeFileSync } from 'node:fs';
import { type Clock, systemClock } from '../../local/event-source-mapping/clock.ts';

/** The wall clock, and time that can be skipped. */
export interface SkippingClock extends Clock {
  skip(ms: number): void;
}

/**
 * Makes a clock that runs with the system's until it is set ahead.
 *
 * @param file says how far, for the functions' processes (`local/faults/skipped-clock.ts`)
 */
export function skippingClock(file: string): SkippingClock {
  let skippedMs = 0;
  writeFileSync(file, '0');
  return {
    now: () => systemClock.now() + skippedMs,
    after: systemClock.after,
    skip(ms) {
      skippedMs += ms;
      // One that reads finds the old number or the new one.
      writeFileSync(`${file}.next`, String(skippedMs));
      renameSync(`${file}.next`, file);
    },
  };
}
