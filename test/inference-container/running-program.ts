import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { bundle } from '../../bundles/bundle.ts';
import { readEntrypoint } from '../../local/endpoint/read-entrypoint.ts';
import { forEachLine } from '../../local/process/child-process.ts';

/** The program as it is in the image: one bundled file, beside the Dockerfile that says how it starts. */
export function bundledProgram(): string {
  const imageDir = bundle({ entry: 'inference-container/main.ts', name: 'server', splitting: false });
  copyFileSync('inference-container/Dockerfile', path.join(imageDir, 'Dockerfile'));
  return path.join(imageDir, 'server.mjs');
}

export interface RunningProgram {
  readonly child: ChildProcess;
  readonly lines: readonly Record<string, unknown>[];
  /** The first line with this message, waited for. @throws if the program ends without it */
  line(message: string): Promise<Record<string, unknown>>;
  /** What the program ended with: its exit code, or the signal that killed it. */
  readonly ended: Promise<number | string>;
}

/** Starts the program as the image does; whatever of it is left ends with the test. */
export function startProgram(program: string, args: readonly string[], env: Record<string, string>): RunningProgram {
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const { nodeArguments, environment } = readEntrypoint(path.dirname(program));
  const child = spawn(process.execPath, [...nodeArguments, ...args], {
    env: { PATH: process.env.PATH, ...environment, ...env },
    stdio: [...stdio],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: Record<string, unknown>[] = [];
  const output = new EventEmitter();
  forEachLine(child.stdout!, (line) => {
    lines.push(JSON.parse(line));
    output.emit('line');
  });
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  const find = (message: string) => lines.find((line) => line.message === message);
  return {
    child,
    lines,
    ended,
    async line(message) {
      while (!find(message)) {
        const outcome = await Promise.race([once(output, 'line').then(() => undefined), ended]);
        if (outcome !== undefined && !find(message)) throw new Error(`the program ended with ${outcome}`);
      }
      return find(message)!;
    },
  };
}

/** A folder that is removed with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
