import { type Reading, readFile, readLabels, readRequest, readStream } from './doors.ts';
import type { Example } from './example.ts';

/** Where in the whole of an input a message says that its value stands. */
const PLACE = /^(line \d+, column '\w+'|(features)?\[0\]|timestamp): /;

/** How one value of a feature is read on the stream: as text in JSON and in a line of CSV, which must agree. */
export function valueOnStream(value: Example): Reading {
  const json = JSON.stringify({ features: [textOf(value), 1] });
  return alike([json, `${csvCell(value)},1`].map((text) => readStream(like(value, text)).map(firstValue)));
}

/** The same at the endpoint. */
export function valueInRequest(value: Example): Reading {
  const json = JSON.stringify([[textOf(value), 1]]);
  return alike([
    partIn(readRequest({ ...like(value, json), type: 'application/json' }), 'temp'),
    partIn(readRequest({ ...like(value, `temp,flow\n${csvCell(value)},1`), type: 'text/csv' }), 'temp'),
  ]);
}

/** The same in a file, in a column where other rows have numbers: in CSV and in JSON Lines. */
export async function valueInFile(value: Example): Promise<Reading> {
  const json = `${JSON.stringify({ flow: 1, temp: textOf(value) })}\n{"flow":1,"temp":20.25}`;
  const csv = `flow,temp\n1,${csvCell(value)}\n1,20.25`;
  return alike([partIn(await readFile(like(value, csv)), 'temp'), partIn(await readFile(like(value, json)), 'temp')]);
}

/** How a time is read on the stream: in JSON a number where it is one. */
export function timeOnStream(time: Example): Reading {
  const text = textOf(time);
  const value = /^-?\d+(\.\d+)?$/.test(text) ? text : JSON.stringify(text);
  return partIn(readStream(like(time, `{"timestamp":${value},"temp":21}`)), 'time');
}

/** The same in a file. */
export async function timeInFile(time: Example): Promise<Reading> {
  return partIn(await readFile(like(time, `timestamp,temp\n${csvCell(time)},21\n`)), 'time');
}

/** How the labels of a file are read that has all of these. */
export function labelsInFile(labels: readonly Example[]): Promise<Reading> {
  const rows = labels.map((label) => `21,${csvCell(label)}\n`);
  return readLabels(like(labels[0], `temp,label\n${rows.join('')}`));
}

function textOf({ bytes }: Example): string {
  return Buffer.from(bytes).toString();
}

function csvCell(value: Example): string {
  const text = textOf(value);
  return text.includes(',') ? `"${text}"` : text;
}

function like(example: Example, text: string): Example {
  return { ...example, bytes: Buffer.from(text) };
}

/** @throws when the forms of one door do not agree */
function alike(readings: readonly Reading[]): Reading {
  const [first, ...others] = readings;
  const other = others.find((reading) => JSON.stringify(reading) !== JSON.stringify(first));
  if (other) throw new Error(`two forms of a door do not agree: ${JSON.stringify([first, other])}`);
  return first;
}

/** Of the first row its part of that name, or what is wrong with it, wherever it stands. */
function partIn([first]: Reading, name: string): Reading {
  if (typeof first !== 'string') return [withoutPlace(first)];
  const part = first.split('; ').find((words) => words.startsWith(`${name} `));
  return [part === undefined ? 'none' : part.slice(name.length + 1)];
}

function firstValue(one: Reading[number]): Reading[number] {
  return typeof one === 'string' ? one.split('; ')[0] : withoutPlace(one);
}

function withoutPlace({ refused }: { readonly refused: string }): { readonly refused: string } {
  return { refused: refused.replace(PLACE, '') };
}
