import { type Clock, systemClock } from '../../local/event-source-mapping/clock.ts';

/** The real clock, which can be put forward. */
export function shiftedClock(): Clock & { forward(ms: number): void } {
  let offsetMs = 0;
  return {
    ...systemClock,
    now: () => Date.now() + offsetMs,
    forward(ms) {
      offsetMs += ms;
    },
  };
}
