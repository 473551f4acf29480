import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { judge } from '../../model/judge.ts';
import { loadModel } from '../../model/load-model.ts';
import { decodeModel, encodeModel } from '../../model/model-files.ts';
import { packModel } from '../../model/pack-model.ts';
import { saveModel } from '../../model/save-model.ts';
import { trainModel } from '../../model/train-model.ts';
import { normalRows } from '../support/streams.ts';

const rows = normalRows(400, 2, 3);
const model = trainModel(
  { features: ['load', 'température'], rows },
  { detector: 'isolation-forest', threshold: { kind: 'contamination', share: 0.02 } },
);
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'weir-model-'));
});
afterAll(() => rm(dir, { recursive: true }));

test('a saved model loads as it was, to the last bit of every score', async () => {
  await saveModel(model, join(dir, 'new', 'folder'));
  const loaded = await loadModel(join(dir, 'new', 'folder'));
  expect(loaded.detector.score(rows, 400)).toEqual(model.detector.score(rows, 400));
  const { detector: _, ...rest } = loaded;
  const { detector: __, ...expected } = model;
  expect(rest).toEqual(expected);
});

test('a model that was saved before is saved the same, byte for byte, so that its version stays', async () => {
  const sample = await loadModel('samples/model');
  await saveModel(sample, dir);
  for (const name of ['model.json', 'detector.bin', 'reference.bin']) {
    expect((await readFile(join(dir, name))).equals(await readFile(join('samples/model', name)))).toBe(true);
  }
  expect((await loadModel(dir)).version).toBe(sample.version);
});

test('what a model takes for missing and what it says to beware of are saved with it, and may be absent', async () => {
  const missingValues = [-200, -999];
  const data = { features: ['load', 'valve'], rows: rows.map((value, i) => (i % 2 === 1 ? 7 : value)), missingValues };
  const careful = trainModel(data, { threshold: { kind: 'budget' } });
  expect(careful.training.cautions).toContain(
    'valve is 7 in every row; which change of it is small cannot be learned from that',
  );
  await saveModel(careful, dir);
  const { missingValues: loaded, training, version } = await loadModel(dir);
  expect({ missingValues: loaded, training, version }).toEqual({
    missingValues,
    training: careful.training,
    version: careful.version,
  });

  const { cautions: _, unnoticed: __, ...older } = model.training;
  await saveModel({ ...model, training: older }, dir);
  expect((await loadModel(dir)).training).toEqual(older);
  expect(await loadModel(dir)).not.toHaveProperty('missingValues');
});

test('a model of a single feature loads like any other', async () => {
  const single = trainModel({ features: ['load'], rows: rows.slice(0, 50) }, { threshold: { kind: 'budget' } });
  await saveModel(single, dir);
  expect((await loadModel(dir)).features).toEqual(['load']);
});

test('a packed model is the folder, and the same bytes at any time', async () => {
  await saveModel(model, dir);
  const packed = await packModel(dir);
  await utimes(join(dir, 'model.json'), 1, 1);
  expect(await packModel(dir)).toEqual(packed);
  // no time in the gzip header (bytes 4 to 7), no operating system (byte 9)
  expect([...packed.subarray(4, 8), packed[9]]).toEqual([0, 0, 0, 0, 255]);

  const sizes = await Promise.all(
    ['model.json', 'detector.bin', 'reference.bin'].map(async (name) => (await readFile(join(dir, name))).length),
  );
  expect(packed.length).toBeLessThan(sizes.reduce((sum, size) => sum + size, 0));

  const unpacked: Record<string, Uint8Array> = {};
  const tar = extract();
  tar.end(gunzipSync(packed));
  for await (const entry of tar) {
    unpacked[entry.header.name] = await buffer(entry);
    expect(entry.header).toMatchObject({ mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) });
  }
  expect(Object.keys(unpacked)).toEqual(['model.json', 'detector.bin', 'reference.bin']);
  for (const [name, bytes] of Object.entries(unpacked)) expect(bytes).toEqual(await readFile(join(dir, name)));
});

test('a folder that is not a model is refused with the file and what is wrong with it', async () => {
  await expect(loadModel(join(dir, 'nowhere'))).rejects.toThrow(
    /nowhere\/model\.json is not there; a model folder holds/,
  );

  const json = JSON.parse(await readFile(join(dir, 'model.json'), 'utf8'));
  const detector = await readFile(join(dir, 'detector.bin'));
  const refuse = async (file: string, content: string | Uint8Array, message: string) => {
    await saveModel(model, dir);
    await writeFile(join(dir, file), content);
    await expect(loadModel(dir)).rejects.toThrow(`the model in ${dir} cannot be loaded: ${message}`);
  };
  await refuse('model.json', '{', 'model.json: this is not JSON');
  await refuse('model.json', '[]', 'model.json: the document: got [], wanted object');
  await refuse(
    'model.json',
    JSON.stringify({ ...json, formatVersion: 2 }),
    'model.json: formatVersion: got 2, wanted 1',
  );
  await refuse(
    'model.json',
    JSON.stringify({ ...json, threshold: '0.5' }),
    'model.json: threshold: got "0.5", wanted number',
  );
  await refuse(
    'model.json',
    JSON.stringify({ ...json, medians: [1] }),
    'model.json: medians: got 1, wanted one for each of the 2 features',
  );
  await refuse(
    'model.json',
    JSON.stringify({ ...json, gradeScale: { scores: [1], grades: [] } }),
    'model.json: gradeScale: got 1 scores',
  );
  const { calibration } = json;
  const refuseCalibration = (changed: object, message: string) =>
    refuse('model.json', JSON.stringify({ ...json, calibration: { ...calibration, ...changed } }), message);
  await refuseCalibration({ surprises: [] }, `model.json: calibration: got ${calibration.scores.length} scores and 0`);
  await refuseCalibration({ high: [1] }, 'model.json: calibration.high: got 1, wanted one for each of the 2 features');
  await refuse(
    'model.json',
    JSON.stringify({ ...json, calibration: undefined }),
    'model.json: calibration: got nothing, wanted it, or a gradeScale',
  );
  const of3 = { low: [0, 0, 0], high: [1, 1, 1], spreads: [1, 1, 1] };
  const named = { ...json, features: ['a', 'b', 'c'], medians: [1, 2, 3], calibration: { ...calibration, ...of3 } };
  await refuse('model.json', JSON.stringify(named), 'detector.bin takes 2 features, model.json names 3');
  await refuse('detector.bin', new Uint8Array(0), 'detector.bin: the forest is cut short: got 0 bytes');
  await refuse('reference.bin', new Uint8Array(8), 'reference.bin: byte 0 of the header is 0, wanted 87');
  await saveModel(model, dir);
  const cut = (await readFile(join(dir, 'reference.bin'))).subarray(0, -4);
  await refuse('reference.bin', cut, `reference.bin: got ${cut.length} bytes, wanted ${cut.length + 4}`);
  await saveModel(model, dir);
  const otherRows = Uint8Array.from(await readFile(join(dir, 'reference.bin')));
  otherRows[otherRows.length - 2] ^= 1;
  await refuse('reference.bin', otherRows, 'reference.bin: the bytes are not those that model.json was saved with');
  const flipped = Uint8Array.from(detector);
  flipped[flipped.length - 1] = 0;
  await refuse('detector.bin', flipped, 'detector.bin: the bytes are not those that model.json was saved with');
});

test('a model of before, with grades by score and without calibration, is loaded and judges by them', async () => {
  const { calibration: _, ...rest } = model;
  const gradeScale = { scores: [model.threshold, model.threshold + 0.1], grades: [0, 1] };
  const old = decodeModel(encodeModel({ ...rest, gradeScale }));
  expect(old).toMatchObject({ gradeScale });
  expect(old).not.toHaveProperty('calibration');
  const verdict = judge(old, Float64Array.of(1, 2), model.threshold + 0.05);
  expect(verdict.grade).toBeCloseTo(0.5, 12);
  expect(verdict).not.toHaveProperty('surprise');
});
