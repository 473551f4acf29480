import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { EXIT_WITH_PARENT, forEachLine, OUT_OF_TERMINAL } from '../process/child-process.ts';
import { readEntrypoint } from './read-entrypoint.ts';

export interface ContainerRun {
  /** Build folder of the image. */
  readonly imageDir: string;
  /** Stands for `/opt/ml`. */
  readonly mlDir: string;
  readonly hyperparameters: Readonly<Record<string, string>>;
  /** By their paths below `input/data`, a folder for each channel. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly log: (line: string) => void;
  readonly stop: AbortSignal;
}

/**
 * Runs the image's own program as `docker run IMAGE train` would, over the folders that SageMaker lays out.
 *
 * @returns `model.tar.gz` of what it left in `model`
 * @throws {Error} with SageMaker's words around the program's own, where it fails
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html
 */
export async function runTraining(options: ContainerRun): Promise<Uint8Array> {
  const { mlDir, hyperparameters, files } = options;
  put(join(mlDir, 'input/config/hyperparameters.json'), JSON.stringify(hyperparameters));
  for (const [name, bytes] of files) put(join(mlDir, 'input/data', name), bytes);
  mkdirSync(join(mlDir, 'model'), { recursive: true });
  const exitCode = await runProgram(options);
  const failure = join(mlDir, 'output/failure');
  const reason = existsSync(failure) ? readFileSync(failure, 'utf8') : '';
  if (exitCode !== 0) throw new Error(`AlgorithmError: ${reason}, exit code: ${exitCode}`);
  return packFolder(join(mlDir, 'model'));
}

function runProgram({ imageDir, mlDir, log, stop }: ContainerRun): Promise<number> {
  const { nodeArguments, environment } = readEntrypoint(imageDir);
  const { PATH = '', SystemRoot } = process.env;
  const child = spawn(process.execPath, ['--import', EXIT_WITH_PARENT.href, ...nodeArguments, 'train'], {
    cwd: imageDir,
    env: { PATH, ...(SystemRoot && { SystemRoot }), ...environment, WEIR_ML_DIR: mlDir },
    stdio: 'pipe',
    ...OUT_OF_TERMINAL,
  });
  forEachLine(child.stdout, log);
  forEachLine(child.stderr, log);
  child.stdin.on('error', () => {});
  stop.addEventListener('abort', () => child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 137));
  });
}

function put(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

async function packFolder(dir: string): Promise<Uint8Array> {
  const tar = pack();
  for (const name of globSync('**', { cwd: dir }).sort()) {
    if (statSync(join(dir, name)).isFile()) tar.entry({ name }, readFileSync(join(dir, name)));
  }
  tar.finalize();
  return gzipSync(await buffer(tar));
}
