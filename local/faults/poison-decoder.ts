/**
 * Preloaded (`NODE_OPTIONS=--import=FILE`) into a function's process: JSON that contains a mark of `poison.ts` hangs
 * the process or takes all of its memory, as a record would that meets the worst in a decoder. It is the platform that
 * ends the process, by its own limits.
 */
import { writeSync } from 'node:fs';
import { POISONS, type Poison, poisonLine, poisonMark } from './poison.ts';

const STDOUT = 1;
const STEP_BYTES = 64 * 1024 * 1024;
/** The platform looks at a process's memory ten times a second, and should find it when it is little over its limit. */
const STEP_MS = 20;

const clock = new Int32Array(new SharedArrayBuffer(4));
const marks = POISONS.map((poison) => ({ poison, mark: poisonMark(poison) }));
const parse = JSON.parse;

JSON.parse = (text, reviver) => {
  const found = marks.find(({ mark }) => String(text).includes(mark));
  if (found) succumbTo(found.poison);
  return parse(text, reviver);
};

function succumbTo(poison: Poison): void {
  writeSync(STDOUT, `${poisonLine(poison, process.env._X_AMZN_TRACE_ID ?? 'none')}\n`);
  if (poison === 'hang') Atomics.wait(clock, 0, 0);
  const limitBytes = 2 * 1024 * 1024 * Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 128);
  const hoard: Buffer[] = [];
  while (hoard.length * STEP_BYTES < limitBytes) {
    hoard.push(Buffer.alloc(STEP_BYTES, 1));
    Atomics.wait(clock, 0, 0, STEP_MS);
  }
  // Where the platform cannot see a process's memory.
  process.kill(process.pid, 'SIGKILL');
}
