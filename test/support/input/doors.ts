import { Command } from 'commander';
import { type DecodedObservation, decodeRecord } from '../../../contracts/decode-record.ts';
import type { Features } from '../../../contracts/observation.ts';
import { HttpProblem, type RowProblem } from '../../../inference-container/serve/http/http-problems.ts';
import { createRowBlock } from '../../../inference-container/serve/rows/row-block.ts';
import { RowDecoder } from '../../../inference-container/serve/rows/row-decoder.ts';
import { rowFormOf } from '../../../inference-container/serve/rows/row-forms.ts';
import { addColumnOptions, addFeatureOptions, columnFlagsOf } from '../../../scripts/cli/column-options.ts';
import { type ColumnChoice, chooseColumns } from '../../../tabular/choose-columns.ts';
import { describeChoice } from '../../../tabular/describe-choice.ts';
import type { ColumnFlags } from '../../../tabular/locate-columns.ts';
import { type Row, readRows } from '../../../tabular/read-rows.ts';
import { ARRIVAL_MS } from '../decode.ts';
import { temporaryFile } from '../temporary-folder.ts';
import type { Example } from './example.ts';

/** What a door makes of an input: its observations or rows in words, or why one of them, or all, are refused. */
export type Reading = readonly (string | { readonly refused: string })[];

/** Of the model whose endpoint is asked. */
const MODEL = { features: ['temp', 'flow'], medians: Float64Array.of(0, 0) };

/** The observations of a record that came under the partition key `key`. */
export function readStream({ bytes, options }: Example): Reading {
  const mapping = options === '' ? undefined : JSON.parse(options);
  return decodeRecord(bytes, { partitionKey: 'key', arrivalMs: ARRIVAL_MS, mapping }).map(observationWords);
}

/** The rows of a file, as every command reads them. */
export async function readFile(example: Example): Promise<Reading> {
  return ofFile(example, async (choice) => {
    const rows = await Array.fromAsync(readRows(choice));
    return rows.map((row) => rowWords(row, choice));
  });
}

/** What is taken of a file, as every command prints it. */
export async function chooseFile(example: Example): Promise<Reading> {
  return ofFile(example, async (choice) => {
    await Array.fromAsync(readRows(choice));
    return [describeChoice(choice).replace(`${choice.files[0]}: `, '').replaceAll('\n', '; ')];
  });
}

/** How the labels of a file are read, as every command prints it. */
export async function readLabels(example: Example): Promise<Reading> {
  return ofFile(example, async ({ labels }) => [typeof labels === 'string' ? { refused: labels } : labels!.words]);
}

/** The rows of a request to the endpoint. */
export function readRequest({ bytes, type }: Example): Reading {
  const form = rowFormOf(type);
  if (form instanceof HttpProblem) return [refusal(form.problem)];
  const block = createRowBlock(MODEL.features.length);
  const read = form.open(Buffer.from(bytes), new RowDecoder(MODEL), MODEL.features.length).readInto(block);
  if (!read.ok) return [refusal(read.problem)];
  return Array.from({ length: block.count }, (_, row) => {
    const problem = block.problems.get(row);
    if (problem) return refusal(problem);
    const imputed = block.gaps.get(row)?.imputed ?? [];
    const values = block.values.subarray(row * MODEL.features.length);
    return MODEL.features.map((name, i) => `${name} ${imputed.includes(name) ? 'missing' : values[i]}`).join('; ');
  });
}

async function ofFile(example: Example, read: (choice: ColumnChoice) => Promise<Reading>): Promise<Reading> {
  const file = temporaryFile('rows', example.bytes);
  try {
    return await read(await chooseColumns([file], flagsOf(example.options)));
  } catch (error) {
    return [{ refused: (error as Error).message.replace(/^.*?rows(, |: )/, '') }];
  }
}

function flagsOf(options: string): ColumnFlags {
  const words = [...options.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
  const command = addColumnOptions(addFeatureOptions(new Command('read')));
  return columnFlagsOf(command.exitOverride().parse(words, { from: 'user' }).opts());
}

function observationWords(part: DecodedObservation) {
  if (!part.ok) return refusal(part.problem);
  const { source, timestampMs, id, labels = {}, features } = part.observation;
  const isImplausible = part.flags?.includes('implausible_timestamp');
  return [
    ...(source === 'key' ? [] : [`source ${source}`]),
    ...(timestampMs === ARRIVAL_MS ? [] : [`time ${timeWords(timestampMs)}${isImplausible ? ' (implausible)' : ''}`]),
    ...(id === undefined ? [] : [`id ${id}`]),
    ...Object.entries(labels).map(([name, value]) => `label ${name} ${value}`),
    ...featureWords(features),
  ].join('; ');
}

function rowWords({ source, timestampMs, id, label, values }: Row, { features, parts }: ColumnChoice): string {
  return [
    ...(source === undefined ? [] : [`source ${source}`]),
    ...(timestampMs === undefined ? [] : [`time ${timeWords(timestampMs)}`]),
    ...(id === undefined ? [] : [`id ${id}`]),
    ...(label === undefined ? [] : [`${parts.label} ${label ? 'anomaly' : 'usual'}`]),
    ...features.map((name, i) => `${name} ${Number.isNaN(values[i]) ? 'missing' : values[i]}`),
  ].join('; ');
}

function featureWords(features: Features): string[] {
  if (Array.isArray(features)) return features.map((value) => String(value ?? 'missing'));
  return Object.entries(features).map(([name, value]) => `${name} ${value ?? 'missing'}`);
}

function refusal({ path, message }: Pick<RowProblem, 'path' | 'message'>): { readonly refused: string } {
  return { refused: path === '' ? message : `${path}: ${message}` };
}

function timeWords(timestampMs: number): string {
  return new Date(timestampMs).toISOString();
}
