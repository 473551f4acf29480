import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildah, inspectImage } from './buildah.ts';

/** A container that serves. */
export interface RunningImage {
  readonly url: string;
  /** What it printed so far. */
  output(): string;
  /** Resolves when /ping answers 200. @throws if that takes longer than `withinMs` */
  healthy(withinMs: number): Promise<void>;
  /** Sends SIGTERM to the image's own program, as SageMaker does. @returns its exit code, and how long it took */
  terminate(): Promise<{ readonly code: number | null; readonly ms: number }>;
  /** Ends what is left of it. */
  remove(): Promise<void>;
}

/** Starts an image as `docker run IMAGE serve` would, the model folder mounted where SageMaker unpacks it. */
export async function runImage(image: string, modelDir: string): Promise<RunningImage> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const variables = [`SAGEMAKER_BIND_TO_PORT=${port}`, 'WEIR_HOST=127.0.0.1'].flatMap((variable) => [
    '--env',
    variable,
  ]);
  const volume = ['--volume', `${modelDir}:/opt/ml/model:ro`];
  const { container, child, ended, output } = await startInImage(image, 'serve', [...volume, ...variables]);
  return {
    url,
    output,
    async healthy(withinMs) {
      const deadlineMs = performance.now() + withinMs;
      while (!(await answersPing(url))) {
        if (child.exitCode !== null) throw new Error(`the image ended with ${child.exitCode}: ${output().trim()}`);
        if (performance.now() > deadlineMs)
          throw new Error(`/ping was not 200 within ${withinMs} ms: ${output().trim()}`);
        await sleep(50);
      }
    },
    async terminate() {
      const startMs = performance.now();
      process.kill(programOf(child), 'SIGTERM');
      await ended;
      return { code: child.exitCode, ms: performance.now() - startMs };
    },
    async remove() {
      if (child.exitCode === null) {
        process.kill(programOf(child), 'SIGKILL');
        await ended;
      }
      await buildah('rm', container);
    },
  };
}

/**
 * Runs an image as `docker run IMAGE train` would, to its end.
 *
 * @param mlDir is mounted as `/opt/ml`, laid out as SageMaker does before it starts a training job
 * @returns the exit code of the program, and what it printed
 */
export async function trainInImage(image: string, mlDir: string): Promise<{ code: number | null; output: string }> {
  const { container, child, ended, output } = await startInImage(image, 'train', ['--volume', `${mlDir}:/opt/ml`]);
  await ended;
  await buildah('rm', container);
  return { code: child.exitCode, output: output() };
}

/** Starts the image's own program with a command of SageMaker's. */
async function startInImage(image: string, command: 'serve' | 'train', options: readonly string[]) {
  const { entrypoint } = await inspectImage(image);
  const container = await buildah('from', '--pull-never', image);
  const args = ['run', '--isolation', 'chroot', ...options, container, '--', ...entrypoint, command];
  const child = spawn('buildah', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return { container, child, ended: once(child, 'close'), output: () => output };
}

/** buildah starts the program through helpers of its own, which pass no signal on: it is the last of their line. */
function programOf(child: ChildProcess): number {
  let pid = child.pid!;
  for (;;) {
    const descendant = childOf(pid);
    if (descendant === undefined) return pid;
    pid = descendant;
  }
}

/** Linux lists children by the thread that started them. */
function childOf(pid: number): number | undefined {
  const lists = globSync(`/proc/${pid}/task/*/children`).map((file) => readFileSync(file, 'utf8').trim());
  const [first] = lists.filter((list) => list !== '').flatMap((list) => list.split(' '));
  return first === undefined ? undefined : Number(first);
}

async function answersPing(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/ping`)).status === 200;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
