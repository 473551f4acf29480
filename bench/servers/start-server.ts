import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A server in a process of its own, watched from outside through Linux's /proc. */
export interface RunningServer {
  readonly origin: string;
  /** CPU seconds so far, of the process and its children. */
  cpuSeconds(): number;
  /** Resident memory, bytes, of the process and its children. */
  residentBytes(): number;
  stop(): Promise<void>;
}

/**
 * Starts a command and waits until its port answers.
 *
 * @param cpu all of its threads run there
 */
export async function startServer(
  command: readonly string[],
  environment: (port: number) => Record<string, string>,
  cpu?: number,
): Promise<RunningServer> {
  const port = await freePort();
  const env = { ...process.env, ...environment(port) };
  const [program, ...args] = onCpu(cpu, command);
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const origin = `http://127.0.0.1:${port}`;
  await answering(child, origin);
  const pid = child.pid as number;
  return {
    origin,
    cpuSeconds: () => sumOf(pid, threadSeconds),
    residentBytes: () => sumOf(pid, residentBytes),
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The command that runs a command on one CPU, or wherever the system likes. */
export function onCpu(cpu: number | undefined, command: readonly string[]): string[] {
  return cpu === undefined ? [...command] : ['taskset', '--cpu-list', String(cpu), ...command];
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

async function answering(child: ChildProcess, origin: string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}`);
    const answer = await fetch(`${origin}/ping`).catch(() => undefined);
    // what has no /ping says 404, or answers anything at all
    if (answer !== undefined && answer.status !== 503) return;
    await delay(50);
  }
}

/** A process and all that it started. */
function sumOf(pid: number, measure: (pid: number) => number): number {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );
  return children.reduce((sum, child) => sum + sumOf(child, measure), measure(pid));
}

/** From the scheduler, in nanoseconds there; the ticks of /proc/PID/stat are too coarse. */
function threadSeconds(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
    const [onCpu] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    return sum + Number(onCpu) / 1e9;
  }, 0);
}

function residentBytes(pid: number): number {
  const [, kibibytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}
