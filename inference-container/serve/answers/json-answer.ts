import type { AnswerForm } from './answer-form.ts';

const rows: Pick<AnswerForm, 'verdict' | 'problem' | 'usualRow'> = {
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
  ...rows,
};

/** The same rows, one on each line. */
export const jsonLinesAnswer: AnswerForm = {
  contentType: 'application/jsonlines',
  open: '',
  separator: '\n',
  close: '\n',
  ...rows,
};
