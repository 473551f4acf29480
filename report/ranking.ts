import type { Verdict } from '../contracts/verdict.ts';

/** What orders rows by how strange they are. */
export interface Ranking {
  /**
   * The surprise, in decades, which all lanes make; the score where the model does not know how rare its scores are.
   */
  readonly measure: 'surprise' | 'score';
  /** Where strange begins, in that measure. */
  readonly threshold: number;
  of(verdict: Pick<Verdict, 'score' | 'surprise' | 'stream'>): number;
}
