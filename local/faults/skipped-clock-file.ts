/** Names the file with the milliseconds that were skipped. */
export const SKIPPED_CLOCK_VARIABLE = 'SKIPPED_CLOCK_FILE';
