import { counted } from './counted.ts';

const UNITS = [
  [86_400, 'day', 2 * 86_400],
  [3600, 'hour', 2 * 3600],
  [60, 'minute', 90],
] as const;

/** Writes a time in words, roughly: `45 s`, `12 minutes`, `5 hours`, `3 days`. */
export function durationWords(seconds: number): string {
  for (const [unit, noun, from] of UNITS) if (seconds >= from) return counted(Math.round(seconds / unit), noun);
  return `${seconds < 10 ? Number(seconds.toPrecision(2)) : Math.round(seconds)} s`;
}
