import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Features, Observation } from '../../contracts/observation.ts';
import { csvLine } from '../../tabular/csv-line.ts';
import { LABEL_PREFIX } from '../../tabular/object-cells.ts';
import { openLineWriter } from '../cli/line-writer.ts';
import { readLines } from '../cli/read-lines.ts';

/** Gathers observations into a CSV file whose columns are known only at the end. */
export interface ObservationTable {
  add(observation: Observation): Promise<void>;
  /** Writes the file. @returns the names of the features, in the order in which they came up */
  finish(): Promise<readonly string[]>;
  /** Writes nothing. */
  discard(): Promise<void>;
}

/**
 * Memory does not grow with the rows: they wait beside the file, as lines of JSON, until the header is known.
 *
 * @param labels names of labels that get a column each, `labels.NAME`
 */
export async function observationTable(file: string, labels: readonly string[] = []): Promise<ObservationTable> {
  const spoolFile = `${file}.rows`;
  const spool = await openLineWriter(spoolFile);
  const names = new Map<string, number>();
  let identified = false;
  return {
    async add({ source, timestampMs, id, labels: own, features }) {
      const values = namedValues(features);
      for (const [name] of values) if (!names.has(name)) names.set(name, names.size);
      identified ||= id !== undefined;
      const cells = values.map(([name, value]) => [names.get(name), value]);
      await spool.write(JSON.stringify([timestampMs, source, id, labels.map((name) => own?.[name]), cells]));
    },
    async finish() {
      await spool.close();
      await writeTable(file, spoolFile, [...names.keys()], { identified, labels });
      await rm(spoolFile);
      return [...names.keys()];
    },
    async discard() {
      await spool.discard();
    },
  };
}

/** The values of an observation with their names. Those without names are numbered, `value_1` first. */
export function namedValues(features: Features): [name: string, value: number | null][] {
  if (Array.isArray(features)) return features.map((value, i) => [`value_${i + 1}`, value]);
  return Object.entries(features as Readonly<Record<string, number | null>>);
}

async function writeTable(
  file: string,
  spoolFile: string,
  names: readonly string[],
  { identified, labels }: { readonly identified: boolean; readonly labels: readonly string[] },
): Promise<void> {
  const ofLabels = labels.map((name) => `${LABEL_PREFIX}${name}`);
  const out = await openLineWriter(file);
  await out.write(csvLine(['timestamp', 'source', ...(identified ? ['id'] : []), ...ofLabels, ...names]));
  for await (const line of readLines(createReadStream(spoolFile))) {
    const [timestampMs, source, id, own, cells] = JSON.parse(line);
    const row: (number | undefined)[] = new Array(names.length).fill(undefined);
    for (const [at, value] of cells) row[at] = value ?? undefined;
    const start = [new Date(timestampMs).toISOString(), source, ...(identified ? [id ?? undefined] : [])];
    const told = (own as (string | null)[]).map((label) => label ?? undefined);
    await out.write(csvLine([...start, ...told, ...row]));
  }
  await out.close();
}
