import { counted } from './counted.ts';

const UNITS = [
  [86_400, 'day', 2 * 86_400],
  [3600, 'hour', 2 * 3600],
  [60, 'minute', 90],
] as const;

const UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Reads a time: `500ms`, `90s`, `10m`, `1h`, `2d` in milliseconds; undefined where it is none. */
export function readDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|[smhd])$/.exec(text.trim()) ?? [];
  return unit === undefined ? undefined : Number(amount) * UNITS_MS[unit as keyof typeof UNITS_MS];
}

/** Writes a time in words, roughly: `45 s`, `12 minutes`, `5 hours`, `3 days`. */
export function durationWords(seconds: number): string {
  for (const [unit, noun, from] of UNITS) if (seconds >= from) return counted(Math.round(seconds / unit), noun);
  return `${seconds < 10 ? Number(seconds.toPrecision(2)) : Math.round(seconds)} s`;
}
