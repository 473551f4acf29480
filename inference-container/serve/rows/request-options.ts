import type { RowLanes } from '../../../contracts/training-data.ts';
import { type RowProblem, rowProblem } from '../http/http-problems.ts';

/** What a body of JSON may ask for beside its rows. */
export interface RequestOptions {
  /** What the past of its source says of each row, in the order of the rows. */
  lanes?: RowLanes;
  /** How easily a row is anomalous, 0 to 1. */
  sensitivity?: number;
}

/** The keys of a body that are options. */
export function isOption(key: string): key is keyof RequestOptions {
  return key === 'lanes' || key === 'sensitivity';
}

/** Decodes the value of an option into the options. @returns what is wrong with it */
export function decodeOption(
  key: keyof RequestOptions,
  value: unknown,
  options: RequestOptions,
): RowProblem | undefined {
  if (key === 'lanes') return decodeLanes(value, options);
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    return rowProblem('bad_sensitivity', 'sensitivity', `got ${short(value)}, wanted a number from 0 to 1`);
  }
  options.sensitivity = value;
  return undefined;
}

/** Says that there are not as many lanes as rows. */
export function wrongLaneCount(lanes: number, rows: number): RowProblem {
  return badLanes('lanes', `got lanes for ${lanes} rows, wanted them for each of the ${rows} rows`);
}

function decodeLanes(value: unknown, options: RequestOptions): RowProblem | undefined {
  const { stream, step } = (value ?? {}) as { readonly stream?: unknown; readonly step?: unknown };
  if (!Array.isArray(stream) || !Array.isArray(step)) {
    return badLanes('lanes', `got ${short(value)}, wanted {"stream": [..], "step": [..]} with a number or null a row`);
  }
  if (stream.length !== step.length) {
    return badLanes('lanes', `got ${stream.length} of stream and ${step.length} of step, wanted as many`);
  }
  const lanes = { stream: new Float64Array(stream.length), step: new Float64Array(step.length) };
  for (let row = 0; row < stream.length; row++) {
    for (const [name, list] of [
      ['stream', stream],
      ['step', step],
    ] as const) {
      const decades = list[row];
      if (!isDecades(decades)) {
        return badLanes(`lanes.${name}[${row}]`, `got ${short(decades)}, wanted decades from 0 to 1000, or null`);
      }
      lanes[name][row] = decades ?? Number.NaN;
    }
    if ((stream[row] === null) !== (step[row] === null)) {
      return badLanes(`lanes.stream[${row}]`, 'got one of stream and step, wanted both of a row, or null for both');
    }
  }
  options.lanes = lanes;
  return undefined;
}

function isDecades(value: unknown): value is number | null {
  return value === null || (typeof value === 'number' && value >= 0 && value <= 1000);
}

function badLanes(path: string, message: string): RowProblem {
  return rowProblem('bad_lanes', path, message);
}

/** The beginning of a value as JSON. */
function short(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing';
  return json.length > 60 ? `${json.slice(0, 60)}..` : json;
}
