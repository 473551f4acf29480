import { deepStrictEqual } from 'node:assert';
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { decodeScoringResponse, encodeScoringRequest } from '../contracts/scoring.ts';
import { judgeForAnswer } from '../model/judge.ts';
import { loadModel } from '../model/load-model.ts';
import { trainModel } from '../model/train-model.ts';
import { runCommand } from '../scripts/cli/run-command.ts';
import { synthesise } from '../scripts/cli/synthesise.ts';
import { chooseColumns } from '../tabular/choose-columns.ts';
import { readTrainingData } from '../tabular/read-training-data.ts';
import { assembleBase } from './test-image/assemble-base.ts';
import { buildah, inspectImage } from './test-image/buildah.ts';
import { type RunningImage, runImage, trainInImage } from './test-image/run-image.ts';

const MAX_ADDED_MB = 20;
const IMAGE = 'localhost/weir-test-image';
const ASSEMBLED_BASE = 'localhost/weir-test-base';

const command = new Command('test:image')
  .description(
    'Build the inference image from its asset folder, without network, and run it as SageMaker does. Needs buildah.',
  )
  .option('--base <image>', 'a Node 24 image of this machine (default: one assembled from the Node that runs this)')
  .option('--model <folder>', 'model folder to serve', 'samples/model')
  .action(testImage);

async function testImage({ base, model }: { base?: string; model: string }): Promise<void> {
  await buildah('--version');
  const assemblyDir = mkdtempSync(path.join(tmpdir(), 'weir-test-image-'));
  try {
    if (base === undefined) await assembleBase(ASSEMBLED_BASE);
    await synthesise(assemblyDir, []);
    await buildAndRun(imageAsset(assemblyDir), base ?? ASSEMBLED_BASE, path.resolve(model));
  } finally {
    rmSync(assemblyDir, { recursive: true });
    const ours = [IMAGE, ...(base === undefined ? [ASSEMBLED_BASE] : [])];
    for (const image of ours) await buildah('rmi', image).catch(() => {});
  }
}

function imageAsset(assemblyDir: string): string {
  const dockerfiles = globSync('**/Dockerfile', { cwd: assemblyDir });
  if (dockerfiles.length !== 1)
    throw new Error(`got ${dockerfiles.length} image assets in the synthesised app, wanted 1`);
  return path.join(assemblyDir, path.dirname(dockerfiles[0]));
}

async function buildAndRun(assetDir: string, base: string, modelDir: string): Promise<void> {
  const build = ['bud', '--quiet', '--pull-never', '--network', 'none', '--from', base];
  await buildah(...build, '--tag', IMAGE, assetDir);
  const [before, after] = [await inspectImage(base), await inspectImage(IMAGE)];
  const addedMb = (after.bytes - before.bytes) / 1e6;
  if (addedMb >= MAX_ADDED_MB)
    throw new Error(`the image adds ${addedMb} MB to its base, wanted under ${MAX_ADDED_MB}`);
  passed(`built from ${base} without network; adds ${addedMb < 1 ? 'under 1' : Math.round(addedMb)} MB`);

  await seeTraining();
  const running = await runImage(IMAGE, modelDir);
  try {
    await running.healthy(10_000);
    passed('/ping answers 200');
    await seeVerdicts(running, modelDir);
    passed('/invocations gives the verdicts that this checkout gives');
    const { code, ms } = await running.terminate();
    if (code !== 0) throw new Error(`SIGTERM ended it with ${code}, wanted 0: ${running.output().trim()}`);
    passed(`SIGTERM ends it with 0 after ${Math.round(ms)} ms`);
  } finally {
    await running.remove();
  }
}

/** Runs a training job as SageMaker does. @throws {Error} if its model is not the one that this checkout trains */
async function seeTraining(): Promise<void> {
  const mlDir = mkdtempSync(path.join(tmpdir(), 'weir-test-job-'));
  try {
    const [dataDir, configDir] = [path.join(mlDir, 'input/data/train'), path.join(mlDir, 'input/config')];
    for (const dir of [dataDir, configDir]) mkdirSync(dir, { recursive: true });
    const file = path.join(dataDir, 'rows.csv');
    const rows = Array.from({ length: 500 }, (_, i) => `${Math.sin(i)},${(i * 7919) % 101}`);
    writeFileSync(file, `load,heat\n${rows.join('\n')}\n`);
    writeFileSync(
      path.join(configDir, 'hyperparameters.json'),
      '{"detector":"isolation-forest","trees":"20","seed":"7","contamination":"0.01"}',
    );
    const { code, output } = await trainInImage(IMAGE, mlDir);
    if (code !== 0) throw new Error(`train ended with ${code}, wanted 0: ${output.trim()}`);
    const threshold = { kind: 'contamination', share: 0.01 } as const;
    const expected = trainModel(await readTrainingData(await chooseColumns([file])), {
      detector: 'isolation-forest',
      parameters: { trees: 20 },
      seed: 7,
      threshold,
    });
    const { version } = await loadModel(path.join(mlDir, 'model'));
    // the version is made from the bytes of the model
    if (version !== expected.version) throw new Error(`train made model ${version}, wanted ${expected.version}`);
    passed('train makes the model that this checkout makes of the same rows');
  } finally {
    rmSync(mlDir, { recursive: true });
  }
}

async function seeVerdicts({ url }: RunningImage, modelDir: string): Promise<void> {
  const model = await loadModel(modelDir);
  const rows = [model.medians, model.medians.map((median) => median + 1e6)];
  const observations = rows.map((row) => ({
    source: 'test-image',
    timestampMs: 0,
    features: Object.fromEntries(model.features.map((name, i) => [name, row[i]])),
  }));
  const response = await fetch(`${url}/invocations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(encodeScoringRequest(observations)),
  });
  const decoded = decodeScoringResponse(await response.text(), rows.length);
  if (!decoded.ok) throw new Error(`/invocations answered ${response.status}: ${decoded.problem.message}`);
  const expected = rows.map((row) => ({ verdict: judgeForAnswer(model, row, model.detector.score(row, 1)[0]) }));
  deepStrictEqual(decoded.value, JSON.parse(JSON.stringify(expected)));
}

function passed(what: string): void {
  console.log(`ok  ${what}`);
}

await runCommand(command);
