import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { BOOTSTRAP } from '../../../local/lambda/function-process.ts';
import { deploy, handlerModule } from './deployed-function.ts';

const AWS_RUNTIME = fileURLToPath(new URL('./aws-runtime.ts', import.meta.url));

/** Our runtime must be to a handler what AWS's own client is: the same tests drive both. */
describe.each([
  ['our runtime', BOOTSTRAP],
  ["AWS's runtime client", AWS_RUNTIME],
])('%s', (_name, bootstrap) => {
  test('answers with what the handler returns, null for nothing', async () => {
    const echo = deploy({ bootstrap, files: handlerModule('return event.nothing ? undefined : { got: event };') });
    expect(await echo.invoke({ a: 1 })).toMatchObject({ kind: 'answered', payload: { got: { a: 1 } } });
    expect(await echo.invoke({ nothing: true })).toMatchObject({ kind: 'answered', payload: null });
  });

  test('keeps module state between invocations, as a warm start does', async () => {
    const counter = deploy({ bootstrap, files: { 'index.mjs': 'let n = 0; export const handler = async () => ++n;' } });
    expect(await counter.invoke({})).toMatchObject({ payload: 1 });
    expect(await counter.invoke({})).toMatchObject({ payload: 2 });
  });

  test('tells a thrown error by name, message and trace, and goes on', async () => {
    const files = handlerModule('if (event.bad) throw new RangeError("too far"); return "fine";');
    const failing = deploy({ bootstrap, files });
    const outcome = await failing.invoke({ bad: true });
    expect(outcome).toMatchObject({ kind: 'function_error', errorType: 'RangeError', errorMessage: 'too far' });
    expect('trace' in outcome && outcome.trace?.[0]).toBe('RangeError: too far');
    expect(failing.lines.join('\n')).toMatch(/\tERROR\tInvoke Error/);
    expect(await failing.invoke({})).toMatchObject({ kind: 'answered', payload: 'fine' });
  });

  test('tells something thrown that is no error by its type', async () => {
    const odd = deploy({ bootstrap, files: handlerModule('throw "just text";') });
    expect(await odd.invoke({})).toMatchObject({
      kind: 'function_error',
      errorType: 'string',
      errorMessage: 'just text',
    });
  });

  test('gives the handler a context with the deadline, the request and the function', async () => {
    const body = 'return { ...context, remaining: context.getRemainingTimeInMillis() };';
    const { payload } = (await deploy({ bootstrap, files: handlerModule(body), timeoutMs: 2_000 }).invoke({})) as {
      payload: Record<string, unknown>;
    };
    expect(payload).toMatchObject({
      functionName: 'the-function',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:the-function',
      memoryLimitInMB: '256',
      logGroupName: '/the/group',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    });
    expect(payload.remaining).toBeGreaterThan(1_000);
    expect(payload.remaining).toBeLessThanOrEqual(2_000);
  });

  test('writes console lines as tab-separated text with time, request and level', async () => {
    const talking = deploy({ bootstrap, files: handlerModule('console.warn("two\\nlines", { a: 1 });') });
    const outcome = await talking.invoke({});
    const [, requestId] = /RequestId: (\S+)/.exec(talking.lines[0])!;
    expect(outcome).toMatchObject({ requestId });
    const line = talking.lines.find((candidate) => candidate.includes('WARN'));
    expect(line).toMatch(new RegExp(`^\\d{4}-.*Z\t${requestId}\tWARN\ttwo\rlines \\{ a: 1 \\}$`));
  });

  test('writes console lines as JSON, and none below the level, when the log format says so', async () => {
    const files = handlerModule(
      'console.debug("quiet"); console.info("loud"); console.error("bad", new TypeError("why"));',
    );
    const talking = deploy({ bootstrap, files, logFormat: 'JSON', applicationLogLevel: 'INFO' });
    await talking.invoke({});
    const lines = talking.lines.map((line) => JSON.parse(line)).filter(({ level }) => level);
    expect(lines).toMatchObject([
      { level: 'INFO', message: 'loud', requestId: expect.any(String), timestamp: expect.any(String) },
      { level: 'ERROR', errorType: 'TypeError', errorMessage: 'why', stackTrace: expect.any(Array) },
    ]);
  });

  test.each([
    ['a missing file', { 'other.mjs': '' }, 'Runtime.ImportModuleError'],
    ['a file that is no JavaScript', { 'index.mjs': 'export const = 1;' }, 'Runtime.UserCodeSyntaxError'],
    ['a missing export', { 'index.mjs': 'export const handle = 1;' }, 'Runtime.HandlerNotFound'],
    ['an export that is no function', { 'index.mjs': 'export const handler = 1;' }, 'Runtime.HandlerNotFound'],
    [
      'a callback handler',
      { 'index.mjs': 'export const handler = (a, b, c) => c();' },
      'Runtime.CallbackHandlerDeprecated',
    ],
    ['code that throws while it loads', { 'index.mjs': 'throw new URIError("no");' }, 'URIError'],
  ])('fails the invocation for %s', async (_what, files, errorType) => {
    expect(await deploy({ bootstrap, files }).invoke({})).toMatchObject({ kind: 'function_error', errorType });
  });

  test.each([
    ['CommonJS', { 'index.js': 'exports.handler = async () => "cjs";' }, 'index.handler', 'cjs'],
    [
      'a default export with a path',
      { 'app.mjs': 'export default { api: { get: async () => "nested" } };' },
      'app.api.get',
      'nested',
    ],
    [
      'a module by package.json',
      { 'package.json': '{"type":"module"}', 'index.js': 'export const handler = async () => "esm";' },
      'index.handler',
      'esm',
    ],
  ])('finds the handler in %s', async (_what, files, handler, payload) => {
    expect(await deploy({ bootstrap, files, handler }).invoke({})).toMatchObject({ payload });
  });

  test('a process that ends in the middle of an invocation fails it, and the next one starts anew', async () => {
    const dying = deploy({ bootstrap, files: handlerModule('if (event.die) process.exit(7); return process.pid;') });
    const outcome = await dying.invoke({ die: true });
    expect(outcome).toMatchObject({ kind: 'function_error', errorType: 'Runtime.ExitError' });
    expect('errorMessage' in outcome && outcome.errorMessage).toMatch(/Runtime exited with error: exit status 7$/);
    expect(await dying.invoke({})).toMatchObject({ kind: 'answered' });
  });
});
