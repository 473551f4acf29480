import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT_WITH_PARENT, forEachLine, OUT_OF_TERMINAL } from '../process/child-process.ts';
import { readEntrypoint } from './read-entrypoint.ts';

export interface ContainerOptions {
  /** Build folder of the image. */
  readonly imageDir: string;
  readonly modelDir: string;
  /** Of the SageMaker model in the template. */
  readonly environment: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

export interface Container {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** True once `/ping` answered 200 and until the program ends. */
  isHealthy(): boolean;
  /** Resolves with the first healthy `/ping`. @throws when the program ends or `timeoutMs` pass before */
  healthy(timeoutMs: number): Promise<void>;
  /** Ends the program at once, as a crash would; it is started again. */
  kill(): void;
  /** SIGTERM, then SIGKILL after the 30 seconds that SageMaker waits. */
  stop(): Promise<void>;
}

const PING_INTERVAL_MS = 50;
const RESTART_DELAY_MS = 1_000;
const KILL_AFTER_MS = 30_000;

/** Runs the image's own program as `docker run IMAGE serve` would, and again whenever it ends by itself. */
export async function startContainer(options: ContainerOptions): Promise<Container> {
  const entrypoint = readEntrypoint(options.imageDir);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    PATH: process.env.PATH ?? '',
    ...(process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {}),
    ...entrypoint.environment,
    ...options.environment,
    SAGEMAKER_BIND_TO_PORT: String(port),
    WEIR_MODEL_DIR: options.modelDir,
    WEIR_HOST: '127.0.0.1',
  };
  let child: ChildProcess;
  let isHealthy = false;
  let stopping = false;
  let ended: Promise<void>;

  function start(): void {
    const nodeArguments = ['--import', EXIT_WITH_PARENT.href, ...entrypoint.nodeArguments, 'serve'];
    const started = spawn(process.execPath, nodeArguments, {
      cwd: options.imageDir,
      env: environment,
      stdio: 'pipe',
      ...OUT_OF_TERMINAL,
    });
    child = started;
    forEachLine(started.stdout, options.log);
    forEachLine(started.stderr, options.log);
    started.stdin.on('error', () => {});
    ended = new Promise((resolve) => {
      started.once('close', (code, signal) => {
        isHealthy = false;
        resolve();
        if (stopping) return;
        options.log(`the container ended with ${signal ?? `status ${code}`} and is started again`);
        setTimeout(() => stopping || start(), RESTART_DELAY_MS).unref();
      });
    });
    watchHealth(started);
  }

  async function watchHealth(watched: ChildProcess): Promise<void> {
    while (watched.exitCode === null && watched.signalCode === null) {
      if (await pings(url)) {
        isHealthy = true;
        return;
      }
      await sleep(PING_INTERVAL_MS, undefined, { ref: false });
    }
  }

  start();
  return {
    url,
    isHealthy: () => isHealthy,
    async healthy(timeoutMs) {
      const deadlineMs = Date.now() + timeoutMs;
      const first = child;
      while (!isHealthy) {
        if (first.exitCode !== null)
          throw new Error(`the container ended with status ${first.exitCode} before it was healthy`);
        if (Date.now() > deadlineMs) throw new Error(`the container was not healthy within ${timeoutMs} ms`);
        await sleep(PING_INTERVAL_MS / 2);
      }
    },
    kill: () => void child.kill('SIGKILL'),
    async stop() {
      stopping = true;
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      await ended;
      clearTimeout(killer);
    },
  };
}

async function pings(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/ping`, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

/** A port of 127.0.0.1 that nobody listened on a moment ago, for a program that must be told its port. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
