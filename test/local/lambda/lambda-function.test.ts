import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { deploy, handlerModule } from './deployed-function.ts';

test("a function sees its template's variables and the platform's, and nothing of this machine's shell", async () => {
  const seeing = deploy({ files: handlerModule('return process.env;'), variables: { WEIR_SETTING: 'x' } });
  const { payload } = (await seeing.invoke({})) as { payload: Record<string, string> };
  expect(payload).toMatchObject({
    WEIR_SETTING: 'x',
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_ACCESS_KEY_ID: 'ASIAROLE',
    AWS_LAMBDA_FUNCTION_NAME: 'the-function',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    _HANDLER: 'index.handler',
  });
  expect(Object.keys(payload)).not.toContain('HOME');
  expect(Object.keys(payload)).not.toContain('PATH');
});

test('every line that an invocation logs is there when its answer is, however many', async () => {
  const talking = deploy({ files: handlerModule('for (let i = 0; i < 5000; i++) console.log("words ".repeat(200));') });
  expect(await talking.invoke({})).toMatchObject({ kind: 'answered' });
  expect(talking.lines.filter((line) => line.endsWith('words '))).toHaveLength(5000);
});

test('invocations at once get an environment each, which then are warm for the next ones', async () => {
  const slow = deploy({
    files: handlerModule('await new Promise((done) => setTimeout(done, 100)); return process.pid;'),
  });
  const pids = (await Promise.all([1, 2, 3].map(() => slow.invoke({})))).map(
    (outcome) => 'payload' in outcome && outcome.payload,
  );
  expect(new Set(pids).size).toBe(3);
  const again = await slow.invoke({});
  expect(pids).toContain('payload' in again && again.payload);
  expect(slow.lines.filter((line) => line.includes('Init Duration'))).toHaveLength(3);
});

test('an invocation beyond the reserved concurrency is throttled and does not run', async () => {
  const slow = deploy({
    files: handlerModule('await new Promise((done) => setTimeout(done, 100));'),
    maxConcurrency: 1,
  });
  const outcomes = await Promise.all([slow.invoke({}), slow.invoke({})]);
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['answered', 'throttled']);
  expect(slow.lines.filter((line) => line.startsWith('START'))).toHaveLength(1);
});

test('a handler that takes longer than its time is ended, and says so in its log', async () => {
  const hanging = deploy({ files: handlerModule('if (event.hang) for (;;); return "fine";'), timeoutMs: 300 });
  const outcome = await hanging.invoke({ hang: true });
  expect(outcome).toMatchObject({ kind: 'function_error', errorType: 'Sandbox.Timedout' });
  expect('errorMessage' in outcome && outcome.errorMessage).toMatch(
    /^RequestId: \S+ Error: Task timed out after 0.30 seconds$/,
  );
  expect(hanging.lines.join('\n')).toMatch(/Z \S+ Task timed out after 0.30 seconds\nEND/);
  expect(await hanging.invoke({})).toMatchObject({ kind: 'answered', payload: 'fine' });
});

test.runIf(process.platform === 'linux')('a handler that takes more memory than it has is killed', async () => {
  const body =
    'const kept = []; for (;;) { kept.push(Buffer.alloc(8e6, 1)); await new Promise((next) => setTimeout(next, 2)); }';
  const outcome = await deploy({ files: handlerModule(body), memoryMb: 192 }).invoke({});
  expect(outcome).toMatchObject({ kind: 'function_error', errorType: 'Runtime.OutOfMemory' });
});

test('a heap that outgrows the memory ends the process', async () => {
  const body = 'const kept = []; for (;;) kept.push({ kept: [kept.length] });';
  const outcome = await deploy({ files: handlerModule(body), memoryMb: 128, timeoutMs: 20_000 }).invoke({});
  expect(outcome).toMatchObject({ kind: 'function_error', errorType: expect.stringMatching(/^Runtime\./) });
});

test('an initialisation that fails is tried once more within the invocation, then fails it', async () => {
  const broken = deploy({ files: { 'index.mjs': 'console.log("loading"); throw new Error("not today");' } });
  expect(await broken.invoke({})).toMatchObject({
    kind: 'function_error',
    errorType: 'Error',
    errorMessage: 'not today',
  });
  expect(broken.lines.filter((line) => line.endsWith('loading'))).toHaveLength(2);
  expect(broken.lines.filter((line) => line.startsWith('INIT_REPORT'))).toHaveLength(1);
});

test('an answer of more than 6 MB is refused', async () => {
  const large = deploy({ files: handlerModule('return "x".repeat(7e6);') });
  expect(await large.invoke({})).toMatchObject({ kind: 'function_error', errorType: 'Function.ResponseSizeTooLarge' });
});

test('each invocation is reported with its duration and memory', async () => {
  const plain = deploy({ files: handlerModule('console.log("working");') });
  await plain.invoke({});
  expect(
    plain.lines.map((line) => line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID').replace(/[\d.]+ (ms|MB)/g, 'N $1')),
  ).toEqual([
    'START RequestId: ID Version: $LATEST',
    expect.stringMatching(/working$/),
    'END RequestId: ID',
    expect.stringMatching(
      /^REPORT RequestId: ID\tDuration: N ms\tBilled Duration: N ms\tMemory Size: N MB.*\tInit Duration: N ms$/,
    ),
  ]);
});

test('a killed process fails its invocation; the next one is a cold start', async () => {
  const slow = deploy({
    files: handlerModule('if (event.wait) await new Promise(() => setTimeout(() => {}, 1e6)); return 1;'),
  });
  const waiting = slow.invoke({ wait: true });
  while (!slow.lines.some((line) => line.startsWith('START'))) await sleep(10);
  slow.kill();
  expect(await waiting).toMatchObject({
    kind: 'function_error',
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringMatching(/signal: killed$/),
  });
  expect(await slow.invoke({})).toMatchObject({ kind: 'answered' });
});
