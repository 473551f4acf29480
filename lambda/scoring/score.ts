import type { Lanes } from '../../contracts/lanes.ts';
import type { Features } from '../../contracts/observation.ts';
import type { ScoredRow } from '../../contracts/scoring.ts';
import type { Unavailable } from '../failures.ts';

/** One observation to score. */
export interface Unscored {
  /** `shardId:sequenceNumber:index`. */
  readonly identity: string;
  readonly features: Features;
  /** What its source's past says of it; absent where that is not to be joined. */
  readonly lanes?: Lanes;
}

/** What is known of the time and the state of things when scoring is asked for. */
export interface ScoringCall {
  /** Identity of the version that judges these observations. */
  readonly model: string;
  /** Milliseconds that scoring may take; asked again before each call. */
  remainingMs(): number;
  /** The scorer was unavailable just now: ask once, not several times at once. */
  readonly isRecovering: boolean;
  /**
   * These observations have held up their shard for long: one of them may be to blame although the scorer seems
   * unavailable.
   */
  readonly isHeld: boolean;
}

export interface Scoring {
  /** Aligned with the observations; undefined where nothing is decided yet. */
  readonly rows: readonly (ScoredRow | undefined)[];
  /** Why not all are decided: worth waiting for. */
  readonly unavailable?: Unavailable;
  /**
   * The scorer is available: how often, in a row, what is left has failed by itself, from 1; 0 when nothing is left.
   * Absent when it is not known to be.
   */
  readonly failuresOfRest?: number;
}

/** Has observations scored, however that is done. Throws for a bug alone. */
export type Score = (observations: readonly Unscored[], call: ScoringCall) => Promise<Scoring>;
