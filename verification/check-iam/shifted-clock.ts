import { type Clock, systemClock } from '../../local/event-source-mapping/clock.ts';

/** The real clock, so many milliseconds off, which can be put forward. */
export function shiftedClock(startOffsetMs: number): Clock & { forward(ms: number): void } {
  let offsetMs = startOffsetMs;
  return {
    ...systemClock,
    now: () => Date.now() + offsetMs,
    forward(ms) {
      offsetMs += ms;
    },
  };
}
