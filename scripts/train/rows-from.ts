import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { counted } from '../../contracts/counted.ts';
import { derivedLabels } from '../../contracts/derive.ts';
import type { TrainingData } from '../../contracts/training-data.ts';
import { findInstallation } from '../../operations/installation/find-installation.ts';
import { type FetchedFiles, fetchRows } from '../../operations/train/fetch-rows.ts';
import { readSamples } from '../../operations/train/read-samples.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import { learnableRows, leftOutWords } from '../../training/learnable-rows.ts';
import { sampleData } from '../../training/sample-data.ts';
import { FROM_ARCHIVE } from '../cli/archived-lines.ts';
import { collectFromArchive } from '../collect/collect-from-archive.ts';
import { collectFromStream } from '../collect/collect-from-stream.ts';

/** Words for `--from` beside an address in S3. */
export const FROM_STREAM = 'stream';
export const FROM_SAMPLE = 'sample';

const HOUR_MS = 3_600_000;

/** Of what the stream of an installation is read. */
export interface StreamRows {
  /** Of the installation. */
  readonly name: string;
  /** How long to listen, milliseconds. @default an hour */
  readonly for?: number;
  /** How far back to begin, milliseconds. @default with what comes from now on; of the archive a day */
  readonly since?: number;
}

/**
 * Brings rows to files of this machine: objects of S3, what comes through the stream of an installation, or its
 * archive.
 */
export async function filesFrom(from: string, stream: StreamRows): Promise<FetchedFiles> {
  if (from === FROM_ARCHIVE) return filesOfArchive(stream);
  return from === FROM_STREAM ? filesOfStream(stream) : fetchRows(from);
}

/** What was archived was read already, as the consumer did. */
function filesOfArchive({ name, since: sinceMs = 24 * HOUR_MS }: StreamRows): Promise<FetchedFiles> {
  const labels = derivedLabels(loadSettings({}).settings.derive);
  return inFolder('archive.csv', (out) => collectFromArchive({ name, sinceMs, labels, out }));
}

/** Reads the stream as the consumer does: what it understands, and no other, comes to be rows. */
async function filesOfStream({ name, for: forMs = HOUR_MS, since: sinceMs }: StreamRows): Promise<FetchedFiles> {
  const { streamName } = await findInstallation(name);
  const { mapping, missingValues, source, derive } = loadSettings({}).settings;
  const reading = { mapping, missingValues, ...(source === 'stream' && { unnamedSource: streamName }) };
  const labels = derivedLabels(derive);
  return inFolder('stream.csv', (out) => collectFromStream({ streamName, forMs, sinceMs, labels, out, ...reading }));
}

/** Has a file written into a folder of its own. @param write says what is in the file */
async function inFolder(file: string, write: (out: string) => Promise<string>): Promise<FetchedFiles> {
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-rows-'));
  const done = () => rmSync(folder, { recursive: true, force: true });
  try {
    const out = path.join(folder, file);
    console.log(await write(out));
    return { files: [out], done };
  } catch (error) {
    done();
    throw error;
  }
}

/**
 * Makes the data of a training from the rows that an installation keeps for it, as its trainer does: without what was
 * strange for its source, and without stretches in which more than a fifth was anomalous. Incidents and rules are not
 * asked.
 */
export async function dataOfSample(name: string): Promise<TrainingData> {
  const { modelBucketName } = await findInstallation(name);
  const { derive, missingValues } = loadSettings({}).settings;
  const flags = {
    incidents: [],
    exclude: [],
    isInMaintenance: () => false,
    flags: ({ anomalous }: { anomalous?: true | undefined }) => anomalous === true,
  };
  const { rows, leftOut } = learnableRows(await readSamples(modelBucketName), flags);
  const without = leftOutWords(leftOut);
  const sources = new Set(rows.map(({ source }) => source)).size;
  const { data, unnamed } = sampleData(rows, { derive, missingValues });
  console.log(
    `${counted(rows.length - unnamed, 'row')} of ${counted(sources, 'source')} that ${name} has kept, features ${data.features.join(', ')}`,
  );
  if (without) console.log(`left out: ${without}`);
  if (unnamed > 0) console.log(`left out: ${counted(unnamed, 'row')} of values without names`);
  return data;
}
