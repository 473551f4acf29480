/** Ticks of the shard's clock: tenths of a second. */
export const TICK_MS = 100;
const SECOND = 10;
const DAY = 86_400 * SECOND;

/** What is usual is learned of this and the last so many ticks. */
export const FORTNIGHT = 14 * DAY;
/** Before so long was seen of it, nobody is told: a night must have been there, and another one. */
export const LEAST_SEEN = 2 * DAY;
/** And before so many of its usual intervals. */
export const LEAST_INTERVALS = 300;
/** A gap of more usual intervals is a pause... */
export const PAUSE = 4;
/** ...and who pauses for more than this part of the time does not always speak. */
export const MOST_PAUSES = 0.01;
/** One that speaks like a clock may miss one reading, and half of the next... */
export const LEAST_FACTOR = 2.5;
/** ...and however irregular it is, what is told is at most so many times more than its second longest gap. */
export const MOST_FACTOR = 16;
/** Nobody wants to hear of less. */
export const LEAST_SILENCE = 60 * SECOND;
