import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { MAX_TRAVELLING_BYTES, MAX_UNPACKED_MODEL_BYTES } from '../../contracts/model-request.ts';
import { MODEL_FILES, type ModelFiles } from '../../model/model-files.ts';
import { damageBytes } from './damage-bytes.ts';
import type { Draw } from './draw.ts';

/** What somebody brings for a version. */
export interface HostileArchive {
  readonly bytes: Uint8Array;
  /** The version that it is said to be: often by the right hash of a file that is none. */
  readonly identity: string;
}

type Entries = readonly (readonly [name: string, bytes: Uint8Array])[];

/** How archives are spoilt: their bytes, what they claim, or the files in them, with and without the right hashes. */
const KINDS: readonly ((files: ModelFiles, draw: Draw) => Promise<HostileArchive>)[] = [
  async (files, draw) => as(files, damageBytes(await packed(Object.entries(files)), draw)),
  async (files, draw) => as(files, gzipSync(damageBytes(await tarOf(Object.entries(files)), draw))),
  (files, draw) => forged(files, draw),
  (files, draw) => forged(files, draw),
  async (files, draw) => as(files, await packed(shuffled(files, draw))),
  async (files, draw) => ({ ...as(files, await packed(Object.entries(files))), identity: sha256(draw.bytes(9)) }),
  async (files, draw) => as(files, bomb(draw)),
  (files, draw) => inflated(files, draw),
];

/** Archives without end, each made of one of these models. */
export async function* hostileArchives(models: readonly ModelFiles[], draw: Draw): AsyncGenerator<HostileArchive> {
  for (;;) yield await draw.of(KINDS)(draw.of(models), draw);
}

/** A file is damaged and its hash is right: only what it says can betray it. */
async function forged(files: ModelFiles, draw: Draw): Promise<HostileArchive> {
  const name = draw.of(MODEL_FILES);
  const damaged = name === 'model.json' ? damagedJson(files, draw) : damagedNumbers(files[name], draw);
  return withRightHashes({ ...files, [name]: damaged });
}

/** A detector that claims to be larger than any memory, or rows without end, with the right hashes. */
function damagedNumbers(given: Uint8Array, draw: Draw): Uint8Array {
  if (draw.chance(0.5)) return damageBytes(given, draw);
  const bytes = Buffer.from(given);
  const place = 8 + 4 * draw.below(4);
  if (place + 4 <= bytes.length) bytes.writeUInt32LE(draw.of([0, 1, 0x7fffffff, 0xffffffff, 1 << 24]), place);
  return bytes;
}

const ODD_VALUES = ['null', '[]', '{}', '-1', '1e308', '""', '"x"', '[null]', '1e999', 'true', '[0]'];

/** One value in it is another, or some of its bytes. */
function damagedJson(files: ModelFiles, draw: Draw): Uint8Array {
  const text = Buffer.from(files['model.json']).toString();
  if (draw.chance(0.3)) return damageBytes(files['model.json'], draw);
  const values = [...text.matchAll(/: (\[[^\]]*\]|"[^"]*"|-?[\d.e+-]+)|(?<=\n\s+)-?[\d.]+(?=,?\n)/g)];
  const { index, 0: whole } = draw.of(values);
  const at = index + (whole.startsWith(': ') ? 2 : 0);
  return Buffer.from(text.slice(0, at) + draw.of(ODD_VALUES) + text.slice(index + whole.length));
}

async function withRightHashes(files: ModelFiles): Promise<HostileArchive> {
  const text = Buffer.from(files['model.json']).toString();
  const hashes = [files['detector.bin'], files['reference.bin']].map(sha256);
  let nth = 0;
  const json = Buffer.from(text.replace(/(?<="sha256": )"[^"]*"/g, (old) => JSON.stringify(hashes[nth++] ?? old)));
  return { bytes: await packed(Object.entries({ ...files, 'model.json': json })), identity: sha256(json) };
}

/** Files twice, missing, empty, under other names and out of order. */
function shuffled(files: ModelFiles, draw: Draw): Entries {
  const entries = Object.entries(files);
  return draw.list(6, () => {
    const [name, bytes] = draw.of(entries);
    const other = draw.of([name, name, name, `./${name}`, `../${name}`, `${name}\u0000`, '', 'x'.repeat(300)]);
    return [other, draw.chance(0.1) ? new Uint8Array(0) : bytes] as const;
  });
}

/** A gzip of far more than it has, in one stream or in many. */
function bomb(draw: Draw): Uint8Array {
  const zeros = gzipSync(
    Buffer.alloc(draw.of([MAX_UNPACKED_MODEL_BYTES - 1, MAX_UNPACKED_MODEL_BYTES + 1, 40_000_000])),
  );
  return draw.chance(0.5) ? zeros : Buffer.concat(draw.list(20, () => zeros));
}

/** A model that is as large as one may be: of numbers, names or nothing. */
async function inflated(files: ModelFiles, draw: Draw): Promise<HostileArchive> {
  const text = Buffer.from(files['model.json']).toString();
  const room = draw.of([MAX_UNPACKED_MODEL_BYTES - 100_000, MAX_UNPACKED_MODEL_BYTES, 1_900_000]) - text.length;
  const [open, unit, close] = draw.of([
    ['"medians": [', '1,', '1]'],
    ['"features": [', '"a",', '"a"]'],
    ['"training": {"parameters": {', '"a":1,', '"b":1}}'],
    ['"x": [', '[],', '[]]'],
    ['"x": ', '[', '1'],
    ['"x": "', 'x', '"'],
  ]);
  const filler = unit.repeat(Math.floor(room / unit.length));
  const json = Buffer.from(text.replace('{', () => `{${open}${filler}${close},`));
  const bytes = await packed(Object.entries({ ...files, 'model.json': json }));
  return { bytes: bytes.subarray(0, MAX_TRAVELLING_BYTES + draw.below(2)), identity: sha256(json) };
}

function as(files: ModelFiles, bytes: Uint8Array): HostileArchive {
  return { bytes, identity: sha256(files['model.json']) };
}

async function packed(entries: Entries): Promise<Uint8Array> {
  return gzipSync(await tarOf(entries));
}

async function tarOf(entries: Entries): Promise<Buffer> {
  const tar = pack();
  for (const [name, bytes] of entries) tar.entry({ name }, Buffer.from(bytes));
  tar.finalize();
  return buffer(tar);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
