import * as z from 'zod/mini';

/** From when to when, milliseconds since the epoch, both ends in it. */
export interface TimeInterval {
  readonly fromMs: number;
  readonly toMs: number;
}

const time = z.iso.datetime({ offset: true });

/** Reads `2026-01-31T12:00:00Z/2026-02-01T06:00:00Z`, as ISO 8601 writes intervals; undefined of anything else. */
export function timeInterval(text: string): TimeInterval | undefined {
  const parts = text.split('/');
  if (parts.length !== 2 || !parts.every((part) => z.safeParse(time, part).success)) return undefined;
  const [fromMs, toMs] = parts.map((part) => Date.parse(part));
  return fromMs <= toMs ? { fromMs, toMs } : undefined;
}
