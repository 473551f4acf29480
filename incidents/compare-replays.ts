import type { Replayed, ReplayedIncident } from './replay.ts';

/** Of what people hear in only one of two replays of the same verdicts. */
export interface ReplayDifference {
  readonly appears: readonly ReplayedIncident[];
  readonly disappears: readonly ReplayedIncident[];
}

/**
 * Finds the incidents that only one of two replays tells of. One that is told later, or in other pieces, is still told:
 * the same is what overlaps in time, of one source.
 */
export function compareReplays(before: Replayed, after: Replayed): ReplayDifference {
  return {
    appears: toldOnlyIn(after.incidents, before.incidents),
    disappears: toldOnlyIn(before.incidents, after.incidents),
  };
}

/** Of some incidents those that none of the others overlaps with. */
export function toldOnlyIn<I extends Span>(incidents: readonly I[], others: readonly Span[]): I[] {
  const bySource = Map.groupBy(others, ({ source }) => source);
  return incidents.filter((one) => !(bySource.get(one.source) ?? []).some((other) => overlap(one, other)));
}

/** When something of a source was, milliseconds since the epoch. */
type Span = Pick<ReplayedIncident, 'source' | 'openedAtMs' | 'lastAtMs'>;

function overlap(a: Span, b: Span): boolean {
  return a.openedAtMs <= b.lastAtMs && b.openedAtMs <= a.lastAtMs;
}
