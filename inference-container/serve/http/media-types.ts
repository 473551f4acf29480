/** Type of SageMaker's records, which the Python SDK's predictors of built-in algorithms send and ask for. */
export const RECORDIO_TYPE = 'application/x-recordio-protobuf';

/** Other names that clients give to types that the server has. */
const SAME_AS: ReadonlyMap<string, string> = new Map([
  ['application/x-jsonlines', 'application/jsonlines'],
  ['application/jsonl', 'application/jsonlines'],
  ['application/x-ndjson', 'application/jsonlines'],
  ['application/csv', 'text/csv'],
]);

/**
 * Takes a media type of a header apart.
 *
 * @param text such as `Text/CSV; label_size=0`
 * @returns the type by the one name that the server has for it, and its parameters, in lower case
 */
export function parseMediaType(text: string): { readonly type: string; readonly parameters: readonly string[] } {
  const [type, ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  return { type: SAME_AS.get(type) ?? type, parameters };
}
