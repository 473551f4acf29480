import type { Alert } from '../../contracts/alert.ts';
import type { HeldBack } from '../../incidents/publish-alerts.ts';

/** What a sweep told of silence. */
export interface SilenceSwept {
  readonly published: readonly Alert[];
  readonly refused: readonly Alert[];
  readonly heldBack: readonly HeldBack[];
  /** Why it did not go to its end: the next minute tries again. */
  readonly failure?: Error;
}

/** Where there was nothing to tell. */
export const TOLD_NOTHING: SilenceSwept = { published: [], refused: [], heldBack: [] };

/** What both told; of two failures the first. */
export function withSwept(one: SilenceSwept, other: SilenceSwept): SilenceSwept {
  const failure = one.failure ?? other.failure;
  return {
    published: [...one.published, ...other.published],
    refused: [...one.refused, ...other.refused],
    heldBack: [...one.heldBack, ...other.heldBack],
    ...(failure && { failure }),
  };
}
