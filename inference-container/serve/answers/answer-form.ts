import type { Problem } from '../../../contracts/result.ts';
import type { Verdict } from '../../../contracts/verdict.ts';

/** How verdicts are written: `open`, the rows with `separator` between them, `close`. */
export interface AnswerForm {
  readonly contentType: string;
  readonly open: string;
  readonly separator: string;
  readonly close: string;
  verdict(verdict: Verdict): string;
  problem(problem: Problem): string;
  /**
   * What {@link verdict} gives for a usual row with nothing imputed, split where the score stands: all of that but the score
   * is the same for every such row of a model, which nearly all rows are.
   */
  usualRow(verdict: Omit<Verdict, 'score'>): { readonly before: string; readonly after: string };
}
