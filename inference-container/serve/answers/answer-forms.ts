import type { Verdict } from '../../../contracts/verdict.ts';
import { type HttpProblem, httpProblem, type RowProblem } from '../http/http-problems.ts';

/** How verdicts are written: `open`, the rows with `separator` between them, `close`. */
export interface AnswerForm {
  readonly contentType: string;
  readonly open: string;
  readonly separator: string;
  readonly close: string;
  verdict(verdict: Verdict): string;
  problem(problem: RowProblem): string;
  /**
   * What {@link verdict} gives for a usual row with nothing imputed, split where the score stands: all of that but the
   * score is the same for every such row of a model, which nearly all rows are.
   */
  usualRow(verdict: Omit<Verdict, 'score'>): { readonly before: string; readonly after: string };
}

const jsonRows: Pick<AnswerForm, 'verdict' | 'problem' | 'usualRow'> = {
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
  verdict: (verdict) => `${verdict.score}${afterCsvScore(verdict)}`,
  problem: () => ',,,,',
  usualRow: (verdict) => ({ before: '', after: afterCsvScore(verdict) }),
};

function afterCsvScore({ threshold, anomalous, grade, modelVersion }: Omit<Verdict, 'score'>): string {
  return `,${threshold},${anomalous},${grade},${modelVersion}`;
}

const ANSWER_FORMS: ReadonlyMap<string, AnswerForm> = new Map(
  [jsonAnswer, jsonLinesAnswer, csvAnswer].map((form) => [form.contentType, form]),
);

/**
 * Finds how to write the answer: the first form of the list that the server has, else JSON, as for clients that name no
 * type or one that they do not mean. Only RecordIO is refused, whose clients could not read anything else.
 *
 * @param accept the request's header of this name
 */
export function answerFormOf(accept = 'application/json'): AnswerForm | HttpProblem {
  const exact = ANSWER_FORMS.get(accept);
  if (exact) return exact;
  const types = accept.split(',').map((part) => part.split(';')[0].trim().toLowerCase());
  const form = types.map((type) => ANSWER_FORMS.get(type)).find((found) => found !== undefined);
  if (form) return form;
  const isRecordIoOnly = types.every((type) => type === 'application/x-recordio-protobuf');
  if (!isRecordIoOnly) return jsonAnswer;
  return httpProblem('unsupported_accept', { got: accept, wanted: [...ANSWER_FORMS.keys()].join(', ') });
}
