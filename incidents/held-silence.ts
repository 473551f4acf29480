import { noDataSource } from '../contracts/alert.ts';
import type { IncidentItem } from './incident-item.ts';

/** A source fell silent while the rules held that. */
export interface HeldSilence {
  readonly source: string;
  /** When its last observation had come, milliseconds since the epoch, and when it was noticed. */
  readonly sinceMs: number;
  readonly noticedMs: number;
  /** Between two observations. */
  readonly usualMs: number;
  /** On which shard, by its key, and how many sources of it always speak. */
  readonly shard: string;
  readonly of: number;
  /** The rule that holds it. */
  readonly rule: string;
  /** When the rules are to be asked again, milliseconds since the epoch. */
  readonly askMs: number;
}

/** Rules change at any time, and maintenance ends: so often they are asked again, all at the same moments. */
const ASK_MS = 10 * 60_000;

/** When rules that hold something are to be asked again. */
export function askAgainMs(
  { untilMs = Number.POSITIVE_INFINITY }: { readonly untilMs?: number },
  nowMs: number,
): number {
  return Math.min(untilMs, (Math.floor(nowMs / ASK_MS) + 1) * ASK_MS);
}

/** Finds the silence that the rules must be asked about again by now. */
export function silenceToAsk({ silence }: IncidentItem, nowMs: number): HeldSilence | undefined {
  return silence?.held && silence.held.askMs <= nowMs ? silence.held : undefined;
}

/** The row in the incident table of a silence that is held. */
export function rowOfHeld({ source }: HeldSilence): string {
  return noDataSource(source);
}
