/** The setting `messagesPerMinute`: alerts that people get in any minute at most. */
export const MESSAGES_PER_MINUTE = { least: 1, default: 10, most: 600 } as const;
