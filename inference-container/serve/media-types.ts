import type { AnswerForm } from './answers/answer-form.ts';
import { csvAnswer } from './answers/csv-answer.ts';
import { jsonAnswer, jsonLinesAnswer } from './answers/json-answer.ts';
import { type HttpProblem, httpProblem } from './http/http-problems.ts';
import { CsvRows } from './rows/csv-rows.ts';
import { JsonLineRows } from './rows/json-line-rows.ts';
import { JsonRows } from './rows/json-rows.ts';
import type { RowDecoder } from './rows/row-decoder.ts';
import type { RowReader } from './rows/row-reader.ts';

export type RowForm = (body: Buffer, decoder: RowDecoder, featureCount: number) => RowReader;

const ROW_FORMS: ReadonlyMap<string, RowForm> = new Map<string, RowForm>([
  ['application/json', (body, decoder) => new JsonRows(body, decoder)],
  ['application/jsonlines', (body, decoder) => new JsonLineRows(body, decoder)],
  ['text/csv', (body, decoder, featureCount) => new CsvRows(body, decoder, featureCount)],
]);

const ANSWER_FORMS: ReadonlyMap<string, AnswerForm> = new Map([
  ['application/json', jsonAnswer],
  ['application/jsonlines', jsonLinesAnswer],
  ['text/csv', csvAnswer],
]);

const WANTED = [...ROW_FORMS.keys()].join(', ');

/** How to read a body of this content type; JSON where none is given. */
export function rowFormOf(contentType = 'application/json'): RowForm | HttpProblem {
  const exact = ROW_FORMS.get(contentType);
  if (exact) return exact;
  const [type, ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const form = ROW_FORMS.get(type);
  if (!form) return httpProblem('unsupported_content_type', { got: contentType, wanted: WANTED });
  const labels = parameters
    .find((parameter) => /^label_size\s*=/.test(parameter))
    ?.split('=')[1]
    .trim();
  return labels === undefined || labels === '0' ? form : httpProblem('labels_in_csv', { got: labels });
}

/**
 * How to write the answer: the first form of the list that we have, else JSON, as for clients that name no type or one that
 * they do not mean. Only RecordIO is refused, whose clients could not read anything else.
 */
export function answerFormOf(accept = 'application/json'): AnswerForm | HttpProblem {
  const exact = ANSWER_FORMS.get(accept);
  if (exact) return exact;
  const types = accept.split(',').map((part) => part.split(';')[0].trim().toLowerCase());
  const form = types.map((type) => ANSWER_FORMS.get(type)).find((found) => found !== undefined);
  if (form) return form;
  const onlyRecordIo = types.every((type) => type === 'application/x-recordio-protobuf');
  return onlyRecordIo ? httpProblem('unsupported_accept', { got: accept, wanted: WANTED }) : jsonAnswer;
}
