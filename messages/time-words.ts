/** Writes a time of ISO 8601 as people read it: `2026-11-27 14:05:30 UTC`; without seconds on demand. */
export function timeWords(time: string, precision: 'seconds' | 'minutes' = 'seconds'): string {
  return `${time.slice(0, precision === 'seconds' ? 19 : 16).replace('T', ' ')} UTC`;
}
