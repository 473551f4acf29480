import { type HttpProblem, httpProblem } from '../http/http-problems.ts';
import { CsvRows } from './csv-rows.ts';
import { JsonLineRows } from './json-line-rows.ts';
import { JsonRows } from './json-rows.ts';
import type { RowReader } from './row-block.ts';
import type { RowDecoder } from './row-decoder.ts';

/** Opens a body of one content type; `featureCount` is how many values a row of the model has. */
export type RowForm = (body: Buffer, decoder: RowDecoder, featureCount: number) => RowReader;

const ROW_FORMS: ReadonlyMap<string, RowForm> = new Map<string, RowForm>([
  ['application/json', (body, decoder) => new JsonRows(body, decoder)],
  ['application/jsonlines', (body, decoder) => new JsonLineRows(body, decoder)],
  ['text/csv', (body, decoder, featureCount) => new CsvRows(body, decoder, featureCount)],
]);

/**
 * Finds how to read a body.
 *
 * @param contentType the request's header of this name; JSON where none is given
 */
export function rowFormOf(contentType = 'application/json'): RowForm | HttpProblem {
  const exact = ROW_FORMS.get(contentType);
  if (exact) return exact;
  const [type, ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const form = ROW_FORMS.get(type);
  if (!form) {
    return httpProblem('unsupported_content_type', { got: contentType, wanted: [...ROW_FORMS.keys()].join(', ') });
  }
  const labels = parameters
    .find((parameter) => /^label_size\s*=/.test(parameter))
    ?.split('=')[1]
    .trim();
  return labels === undefined || labels === '0' ? form : httpProblem('labels_in_csv', { got: labels });
}
