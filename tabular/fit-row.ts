/**
 * The fields of a row, one for each column. What a writer puts behind the last field (`1,2,3,`), and leaves out under a
 * column without a name, makes no row ragged.
 *
 * @returns undefined for a row of another length
 */
export function fitRow(fields: readonly string[], header: readonly string[]): readonly string[] | undefined {
  const width = header.length;
  if (fields.length === width) return fields;
  if (fields.length > width) {
    return fields.slice(width).every((field) => field === '') ? fields.slice(0, width) : undefined;
  }
  const isNamed = header.slice(fields.length).some((name) => name !== '');
  return isNamed ? undefined : [...fields, ...new Array<string>(width - fields.length).fill('')];
}
