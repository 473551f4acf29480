import type { Verdict } from '../../../contracts/verdict.ts';
import { type HttpProblem, httpProblem, type RowProblem } from '../http/http-problems.ts';
import { parseMediaType } from '../http/media-types.ts';
import { recordIoAnswer } from './recordio-answer.ts';
import { DECIMAL_SCORE_BYTES, writeDecimalScore } from './write-score.ts';

/** Text, or bytes of a form that is none. */
export type AnswerPiece = string | Uint8Array;

/** How verdicts are written: `open`, the rows with `separator` between them, `close`. */
export interface AnswerForm {
  readonly contentType: string;
  readonly open: string;
  readonly separator: string;
  readonly close: string;
  verdict(verdict: Verdict): AnswerPiece;
  problem(problem: RowProblem): AnswerPiece;
  /**
   * What {@link verdict} gives for a usual row with nothing imputed, split where the score stands: all of that but the
   * score is the same for every such row of a model, which nearly all rows are.
   */
  usualRow(verdict: Omit<Verdict, 'score'>): UsualRow;
  /** Of nearly all scores. */
  readonly scoreBytes: number;
  /**
   * Writes the score of a usual row.
   *
   * @param scores of all rows: a double that is an argument of its own would be allocated
   * @returns where the next byte goes
   */
  writeScore(view: DataView, at: number, scores: Float64Array, row: number): number;
}

/** What stands around the score of a usual row. */
export interface UsualRow {
  readonly before: AnswerPiece;
  readonly after: AnswerPiece;
}

const decimalScore = { scoreBytes: DECIMAL_SCORE_BYTES, writeScore: writeDecimalScore };

const jsonRows: Omit<AnswerForm, 'contentType' | 'open' | 'separator' | 'close'> = {
  ...decimalScore,
  verdict: (verdict) => JSON.stringify(verdict),
  problem: (error) => JSON.stringify({ error }),
  usualRow: (verdict) => ({ before: '{"score":', after: `,${JSON.stringify(verdict).slice(1)}` }),
};

/** The answer of SageMaker's Random Cut Forest with our keys beside `score`: `{"scores":[{"score":0.4, ..}, ..]}`. */
export const jsonAnswer: AnswerForm = {
  contentType: 'application/json',
  open: '{"scores":[',
  separator: ',',
  close: ']}',
  ...jsonRows,
};

/** The same rows, one on each line. */
export const jsonLinesAnswer: AnswerForm = {
  contentType: 'application/jsonlines',
  open: '',
  separator: '\n',
  close: '\n',
  ...jsonRows,
};

/**
 * A line per row: score, threshold, anomalous, grade, modelVersion. A row that could not be scored has five empty
 * fields. Why a row is strange has no room in it: the JSON forms say that.
 */
export const csvAnswer: AnswerForm = {
  contentType: 'text/csv',
  open: '',
  separator: '\n',
  close: '\n',
  ...decimalScore,
  verdict: (verdict) => `${verdict.score}${afterCsvScore(verdict)}`,
  problem: () => ',,,,',
  usualRow: (verdict) => ({ before: '', after: afterCsvScore(verdict) }),
};

function afterCsvScore({ threshold, anomalous, grade, modelVersion }: Omit<Verdict, 'score'>): string {
  return `,${threshold},${anomalous},${grade},${modelVersion}`;
}

const ANSWER_FORMS: ReadonlyMap<string, AnswerForm> = new Map(
  [jsonAnswer, jsonLinesAnswer, csvAnswer, recordIoAnswer].map((form) => [form.contentType, form]),
);

const RANGES: ReadonlyMap<string, AnswerForm> = new Map([
  ['', jsonAnswer],
  ['*/*', jsonAnswer],
  ['application/*', jsonAnswer],
  ['text/*', csvAnswer],
]);

/**
 * Finds how to write the answer: the first of the client's types that the server has.
 *
 * @param accept the request's header of this name; anything, and so JSON, where none is given
 */
export function answerFormOf(accept = '*/*'): AnswerForm | HttpProblem {
  const exact = ANSWER_FORMS.get(accept);
  if (exact) return exact;
  const types = accept.split(',').map((part) => parseMediaType(part).type);
  const forms = types.map((type) => ANSWER_FORMS.get(type) ?? RANGES.get(type));
  const form = forms.find((found) => found !== undefined);
  return form ?? httpProblem('unsupported_accept', { got: accept, wanted: [...ANSWER_FORMS.keys()].join(', ') });
}
