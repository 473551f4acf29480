import { type HttpProblem, httpProblem } from '../http/http-problems.ts';
import { parseMediaType, RECORDIO_TYPE } from '../http/media-types.ts';
import { CsvRows } from './csv-rows.ts';
import { JsonLineRows } from './json-line-rows.ts';
import { JsonRows } from './json-rows.ts';
import { RecordIoRows } from './recordio-rows.ts';
import type { RowReader } from './row-block.ts';
import type { RowDecoder } from './row-decoder.ts';

/** How bodies of one content type are read. */
export interface RowForm {
  /** Whether such a body is text, which must be UTF-8. */
  readonly isText: boolean;
  /** Opens a body; `featureCount` is how many values a row of the model has. */
  open(body: Buffer, decoder: RowDecoder, featureCount: number): RowReader;
}

const ROW_FORMS: ReadonlyMap<string, RowForm> = new Map<string, RowForm>([
  ['application/json', { isText: true, open: (body, decoder) => new JsonRows(body, decoder) }],
  ['application/jsonlines', { isText: true, open: (body, decoder) => new JsonLineRows(body, decoder) }],
  ['text/csv', { isText: true, open: (body, decoder, featureCount) => new CsvRows(body, decoder, featureCount) }],
  [
    RECORDIO_TYPE,
    { isText: false, open: (body, decoder, featureCount) => new RecordIoRows(body, decoder, featureCount) },
  ],
]);

/**
 * Finds how to read a body.
 *
 * @param contentType the request's header of this name; JSON where none is given
 */
export function rowFormOf(contentType = 'application/json'): RowForm | HttpProblem {
  const exact = ROW_FORMS.get(contentType);
  if (exact) return exact;
  const { type, parameters } = parseMediaType(contentType);
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
