import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { readEntrypoint } from '../../local/endpoint/read-entrypoint.ts';
import { saveModel } from '../../model/save-model.ts';
import { trainModel } from '../../model/train-model.ts';
import { linearRows } from '../shapes.ts';
import { startSklearn } from '../sklearn/sklearn-rival.ts';
import { type RunningServer, startServer } from './start-server.ts';

const FEATURES = 5;
/** As many to train on as to ask about. */
const ROWS = 10_000;

/** What the server benches work with: a model of the usual shape, and the program that serves it as it is deployed. */
export interface ServingSetup {
  /** A temporary folder, removed with the rest. */
  readonly folder: string;
  /**
   * Makes requests of so many rows in the form that both sides take; together 10,000 rows as they come, one in a
   * thousand anomalous.
   */
  bodies(rows: number): Buffer[];
  startOurs(): Promise<RunningServer>;
  startBare(): Promise<RunningServer>;
  startFlask(python: string): Promise<RunningServer>;
  /** Stops all servers and removes what was written. */
  remove(): Promise<void>;
}

/**
 * Trains the model and bundles the program.
 *
 * @param cpu where all servers run; by default wherever the system likes
 */
export async function prepareServing(cpu?: number): Promise<ServingSetup> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-bench-'));
  const modelDir = join(folder, 'model');
  const rows = linearRows(ROWS, FEATURES);
  const features = Array.from({ length: FEATURES }, (_, f) => `feature_${f + 1}`);
  await saveModel(
    trainModel({ features, rows }, { detector: 'isolation-forest', threshold: { kind: 'budget' } }),
    modelDir,
  );
  await bundleImage(folder);
  const { nodeArguments, environment } = readEntrypoint(folder);

  const fresh = linearRows(ROWS, FEATURES, 2);
  const running: RunningServer[] = [];
  const started = async (starting: Promise<RunningServer>) => {
    const server = await starting;
    running.push(server);
    return server;
  };
  return {
    folder,
    bodies: (count) => Array.from({ length: ROWS / count }, (_, i) => body(fresh, i * count, count)),
    startOurs: () =>
      started(
        startServer(
          [process.execPath, ...nodeArguments, 'serve'],
          (port) => ({
            ...environment,
            SAGEMAKER_BIND_TO_PORT: String(port),
            WEIR_HOST: '127.0.0.1',
            WEIR_MODEL_DIR: modelDir,
          }),
          cpu,
        ),
      ),
    startBare: () =>
      started(
        startServer(
          [process.execPath, join(import.meta.dirname, 'bare-server.mjs')],
          (port) => ({ PORT: String(port) }),
          cpu,
        ),
      ),
    async startFlask(python) {
      const file = join(folder, 'forest.joblib');
      const sklearn = await startSklearn(python);
      await sklearn.load(rows, FEATURES);
      await sklearn.fit(1);
      await sklearn.save(file);
      await sklearn.stop();
      const run = 'import sys; from gunicorn.app.wsgiapp import run; sys.exit(run())';
      const options = ['--chdir', import.meta.dirname, '--workers', '1', '--log-level', 'error'];
      return started(
        startServer(
          [python, '-c', run, ...options, 'flask_app:app'],
          (port) => ({ MODEL_FILE: file, GUNICORN_CMD_ARGS: `--bind 127.0.0.1:${port}` }),
          cpu,
        ),
      );
    },
    async remove() {
      for (const server of running) await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

function body(values: Float64Array, from: number, rows: number): Buffer {
  const instances = Array.from({ length: rows }, (_, i) => {
    const at = (from + i) * FEATURES;
    return { features: [...values.subarray(at, at + FEATURES)] };
  });
  return Buffer.from(JSON.stringify({ instances }));
}

/** What the image is built from: the bundled program, and the Dockerfile that says how it starts. */
async function bundleImage(folder: string): Promise<void> {
  const room = join(import.meta.dirname, '..', '..', 'inference-container');
  await copyFile(join(room, 'Dockerfile'), join(folder, 'Dockerfile'));
  await build({
    entryPoints: [join(room, 'main.ts')],
    outfile: join(folder, 'server.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    conditions: ['module'],
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'error',
  });
}

/** Sends bodies one after the other. @returns bytes of the last answer */
export async function sendAll(url: string, bodies: readonly Buffer[]): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  let bytes = 0;
  for (const body of bodies) bytes = await send(url, body, agent);
  agent.destroy();
  return bytes;
}

function send(url: string, body: Buffer, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };
    const outgoing = request(url, { method: 'POST', agent, headers }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(bytes);
        else reject(new Error(`${url} answered ${answer.statusCode}`));
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
