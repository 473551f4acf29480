import { type Clock, systemClock } from '../../local/event-source-mapping/clock.ts';

/** The wall clock, and time that can be skipped. */
export interface SkippingClock extends Clock {
  skip(ms: number): void;
}

/** Makes a clock that runs with the system's until it is set ahead. */
export function skippingClock(): SkippingClock {
  let skippedMs = 0;
  return {
    now: () => systemClock.now() + skippedMs,
    after: systemClock.after,
    skip(ms) {
      skippedMs += ms;
    },
  };
}
