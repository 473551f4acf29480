import { readdirSync, readFileSync } from 'node:fs';

/** What this process and those that it started use; only Linux tells. */
export interface ProcessFigures {
  /** Resident memory in MB. */
  readonly localCloudMb: number;
  readonly containerMb: number;
  /** Of all consumer processes together. */
  readonly consumersMb: number;
  /** Seconds of CPU time since they began. */
  readonly cpuSeconds: { readonly localCloud: number; readonly container: number; readonly consumers: number };
}

const TICKS_PER_SECOND = 100;

/** Reads memory in MB and CPU seconds of this process, its container and its consumers from `/proc`. */
export function processFigures(): ProcessFigures {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === process.pid);
  const containers = children.filter((pid) => read(pid, 'cmdline').split('\0').includes('serve'));
  const consumers = children.filter((pid) => read(pid, 'environ').includes('AWS_LAMBDA_FUNCTION_NAME'));
  return {
    localCloudMb: sum([process.pid], megabytes),
    containerMb: sum(containers, megabytes),
    consumersMb: sum(consumers, megabytes),
    cpuSeconds: {
      localCloud: sum([process.pid], cpuSeconds),
      container: sum(containers, cpuSeconds),
      consumers: sum(consumers, cpuSeconds),
    },
  };
}

function parentOf(pid: number): number {
  return Number(afterName(pid)[1]);
}

function cpuSeconds(pid: number): number {
  const fields = afterName(pid);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND || 0;
}

/** Of `/proc/PID/stat`, what follows the program's name, which may contain anything. */
function afterName(pid: number): string[] {
  const stat = read(pid, 'stat');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function megabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? 0) / 1024;
}

/** Empty when the process has ended meanwhile. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function sum(pids: readonly number[], figure: (pid: number) => number): number {
  return Math.round(pids.reduce((total, pid) => total + figure(pid), 0));
}
