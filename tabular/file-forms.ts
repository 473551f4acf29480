import type { Table } from './read-table.ts';

/** How a file is written, where that is not plain, a few words each; known once its rows were read. */
export function formsOf({ file, form, delimiter, passedOver }: Table, isComma: boolean): string[] {
  const { units, comments, repeatedHeaders } = passedOver;
  const between = delimiter === '\t' ? 'tabs' : `'${delimiter}'`;
  return [
    ...(form === undefined ? [] : [form]),
    ...(form === undefined && /\.parquet$/i.test(file) ? ['delimited text, whatever its name'] : []),
    ...(delimiter !== undefined && delimiter !== ',' ? [`separated by ${between}`] : []),
    ...(isComma ? ['decimal comma'] : []),
    ...(units ? [`line ${units.line} is passed over as units (${units.text})`] : []),
    ...(comments > 0 ? [`lines with # passed over: ${comments}`] : []),
    ...(repeatedHeaders > 0 ? [`repeated headers passed over: ${repeatedHeaders}`] : []),
  ];
}
