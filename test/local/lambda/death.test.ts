import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Death } from '../../../local/lambda/function-process.ts';
import { deploy, handlerModule } from './deployed-function.ts';

const waiting = handlerModule(
  'console.log(process.env._X_AMZN_TRACE_ID); await new Promise((done) => setTimeout(done, event.ms)); return "lived";',
);

/** The trace ids that the function's invocations have seen. */
async function traceIds(lines: readonly string[], count: number): Promise<string[]> {
  for (;;) {
    const ids = lines.flatMap((line) => /Root=\S+/.exec(line)?.[0] ?? []);
    if (ids.length === count) return ids;
    await sleep(10);
  }
}

test.for<[Death, string]>([
  ['killed', 'Runtime.ExitError'],
  ['out_of_memory', 'Runtime.OutOfMemory'],
  ['time_limit', 'Sandbox.Timedout'],
])('a process that is ended as %s fails its invocation as %s', async ([death, errorType]) => {
  const { invoke, kill, lines } = deploy({ files: waiting, timeoutMs: 60_000 });
  const invocation = invoke({ ms: 60_000 });
  await traceIds(lines, 1);
  expect(kill(death)).toBe(1);
  expect(await invocation).toMatchObject({ kind: 'function_error', errorType });
  expect(await invoke({ ms: 0 })).toMatchObject({ kind: 'answered', payload: 'lived' });
});

test('a trace id names the one process that works on it', async () => {
  const { invoke, kill, lines } = deploy({ files: waiting, timeoutMs: 60_000 });
  const first = invoke({ ms: 60_000 });
  const [firstId] = await traceIds(lines, 1);
  const second = invoke({ ms: 0 });
  await traceIds(lines, 2);
  expect(kill('killed', firstId)).toBe(1);
  expect((await Promise.all([first, second])).map(({ kind }) => kind)).toEqual(['function_error', 'answered']);
  expect(kill('killed', firstId)).toBe(0);
});

test('an invocation that counts as answered has all its lines in the log, even when its process dies with the answer', async () => {
  const LINES = 20_000;
  const talking = handlerModule(`for (let i = 0; i < ${LINES}; i++) console.log('line', i); return 'done';`);
  const { invoke, kill, lines } = deploy({ files: talking, timeoutMs: 60_000 });
  const invocation = invoke({});
  while (!lines.some((line) => line.includes('line'))) await turn();
  // Nobody reads meanwhile: what the process has to say no longer fits between it and us.
  for (const untilMs = Date.now() + 1000; Date.now() < untilMs; );
  kill();
  const { kind } = await invocation;
  const said = lines.filter((line) => line.includes('line')).length;
  expect(kind === 'answered' ? said : LINES).toBe(LINES);
  expect(kind).toBe('function_error');
});
