import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';

const EXIT_WITH_PARENT = new URL('../../../local/process/exit-with-parent.ts', import.meta.url).href;

/** A parent that starts a child as the local cloud does, tells its id, and waits. */
const PARENT = `
const { spawn } = require('node:child_process');
const flags = ['--import', ${JSON.stringify(EXIT_WITH_PARENT)}, '-e', 'console.log("up"); setInterval(() => {}, 1000)'];
const child = spawn(process.execPath, flags, { stdio: 'pipe', detached: true });
child.stdout.once('data', () => console.log(child.pid));
setInterval(() => {}, 1000);
`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test.each(['SIGKILL', 'SIGTERM'] as const)('a child ends when its parent is ended by %s', async (signal) => {
  const parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = await once(parent.stdout, 'data');
  const pid = Number(text);
  expect(isAlive(pid)).toBe(true);
  parent.kill(signal);
  await once(parent, 'close');
  while (isAlive(pid)) await sleep(10);
});

test('a child that has nothing left to do ends by itself', async () => {
  const child = spawn(process.execPath, ['--import', EXIT_WITH_PARENT, '-e', ''], { stdio: 'pipe' });
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
});
