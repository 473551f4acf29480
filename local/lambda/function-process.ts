import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EXIT_WITH_PARENT, forEachLine, OUT_OF_TERMINAL } from '../process/child-process.ts';
import { END_OF_LOG, endOfLog } from './runtime/end-of-log.ts';
import { watchMemory } from './watch-memory.ts';

export interface FunctionProcess {
  kill(death: Death): void;
  /**
   * Resolves when every line of the invocation was logged, or the process has ended. At once when the runtime is not
   * ours and does not tell.
   */
  logged(requestId: string): Promise<unknown>;
  /** Resolves once, after the last line was logged, with how the platform words the end. */
  readonly ended: Promise<ProcessEnd>;
  peakMemoryMb(): number | undefined;
}

export interface ProcessEnd {
  readonly errorType: 'Runtime.ExitError' | 'Runtime.OutOfMemory';
  readonly reason: string;
}

export const BOOTSTRAP = fileURLToPath(new URL('./runtime/bootstrap.ts', import.meta.url));

export interface ProcessOptions {
  /** The runtime's program; ours unless another client of the Runtime API is to drive the handler. */
  readonly bootstrap?: string;
  readonly codeDir: string;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

/** Starts Node with the function's code, environment and heap limits. It dies with this process. */
export function startFunctionProcess(options: ProcessOptions): FunctionProcess {
  const { bootstrap = BOOTSTRAP, codeDir, memoryMb, environment, log } = options;
  // The heap limits of the managed runtime: 90 % of the function's memory for old objects, 5 % for each half of the
  // young ones.
  const heap = [
    `--max-old-space-size=${Math.floor(memoryMb * 0.9)}`,
    `--max-semi-space-size=${Math.ceil(memoryMb * 0.05)}`,
  ];
  const nodeArguments = [...heap, '--expose-gc', '--import', EXIT_WITH_PARENT.href, bootstrap];
  const child = spawn(process.execPath, nodeArguments, {
    cwd: codeDir,
    env: environment,
    stdio: 'pipe',
    ...OUT_OF_TERMINAL,
  });
  let onEnd: (line: string) => void = () => {};
  let lastEnd = '';
  forEachLine(child.stdout, (line) => {
    if (!line.startsWith(END_OF_LOG)) return log(line);
    lastEnd = line;
    onEnd(line);
  });
  forEachLine(child.stderr, log);
  child.stdin.on('error', () => {});
  let outOfMemory = false;
  const kill = (death: Death) => {
    outOfMemory ||= death === 'out_of_memory';
    child.kill('SIGKILL');
  };
  const memory = watchMemory(child.pid ?? 0, memoryMb, () => kill('out_of_memory'));
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once('error', (error) => resolve({ errorType: 'Runtime.ExitError', reason: String(error) }));
    child.once('close', (code, signal) => {
      memory.stop();
      resolve({
        errorType: outOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError',
        reason: endReason(code, signal),
      });
    });
  });
  const logged = (requestId: string) => {
    if (bootstrap !== BOOTSTRAP || lastEnd === endOfLog(requestId)) return Promise.resolve();
    const end = new Promise<void>((resolve) => {
      onEnd = (line) => line === endOfLog(requestId) && resolve();
    });
    return Promise.race([end, ended]);
  };
  return { ended, kill, logged, peakMemoryMb: memory.peakMb };
}

function endReason(code: number | null, signal: NodeJS.Signals | null): string {
  const names: Partial<Record<NodeJS.Signals, string>> = {
    SIGKILL: 'killed',
    SIGABRT: 'aborted',
    SIGSEGV: 'segmentation fault',
  };
  if (signal) return `Runtime exited with error: signal: ${names[signal] ?? signal}`;
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
}

/**
 * How a function's process can end in the middle of an invocation. All of them end it at once; the platform tells them
 * apart.
 */
export type Death = 'killed' | 'out_of_memory' | 'time_limit';
