import { randomUUID } from 'node:crypto';
import { type FunctionConfiguration, type FunctionEnvironment, processEnvironment } from './function-configuration.ts';
import type { Death } from './function-process.ts';
import { startFunctionProcess } from './function-process.ts';
import type { FunctionError, InvokeOutcome } from './invoke-outcome.ts';
import { type RuntimeInvocation, startRuntimeApi, traceRoot } from './runtime-api.ts';

/** What comes of an invocation that found a process. */
type Outcome = Exclude<InvokeOutcome, { kind: 'throttled' }>;

/** One process of a function, which takes one invocation at a time. */
export interface ExecutionEnvironment {
  /** When initialisation is over: how it went. A failed environment is at its end. */
  readonly initialised: Promise<{ ok: true } | { ok: false; error: FunctionError }>;
  invoke(requestId: string, event: string): Promise<Outcome>;
  /** False once its process has ended or is about to. */
  isUsable(): boolean;
  peakMemoryMb(): number | undefined;
  /** Ends the process at once; an invocation under way fails as after such a death. */
  kill(death?: Death): void;
  /** Whether it works on the invocation of this trace. */
  worksOn(traceId: string): boolean;
  readonly ended: Promise<unknown>;
}

export interface ExecutionEnvironmentOptions {
  readonly configuration: FunctionConfiguration;
  readonly environment: FunctionEnvironment;
  readonly initTimeoutMs: number;
  readonly bootstrap?: string;
  readonly log: (line: string) => void;
}

/** Of a synchronous invocation's answer, in bytes. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024 + 100;

/**
 * Starts a process with a runtime API of its own. It may be invoked at once: the invocation waits until the code is
 * loaded, and fails where that takes longer than `initTimeoutMs`.
 */
export async function startExecutionEnvironment(options: ExecutionEnvironmentOptions): Promise<ExecutionEnvironment> {
  const { configuration, environment, log } = options;
  const initialised = Promise.withResolvers<{ ok: true } | { ok: false; error: FunctionError }>();
  let deliver = Promise.withResolvers<(invocation: RuntimeInvocation) => void>();
  let finish: ((outcome: Outcome) => void) | undefined;
  let current = '';
  let usable = true;

  const api = await startRuntimeApi({
    onNext(deliverNext) {
      initialised.resolve({ ok: true });
      deliver.resolve(deliverNext);
    },
    onResponse: (requestId, body) => requestId === current && finish?.(answerOf(requestId, body)),
    onError: (requestId, body) => requestId === current && finish?.({ ...errorOf(body), requestId }),
    onInitError: (body) => initialised.resolve({ ok: false, error: errorOf(body) }),
  });
  const variables = processEnvironment(configuration, environment, {
    runtimeApi: api.address,
    logStreamName: `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`,
  });
  const { codeDir, memoryMb } = configuration;
  const child = startFunctionProcess({
    bootstrap: options.bootstrap,
    codeDir,
    memoryMb,
    environment: variables,
    log,
  });
  const kill = (death: Death = 'killed') => {
    usable = false;
    if (death === 'time_limit') finish?.(timedOut(current, configuration.timeoutMs));
    child.kill(death);
  };
  const initTimer = setTimeout(() => {
    initialised.resolve({ ok: false, error: timedOut('init', options.initTimeoutMs) });
  }, options.initTimeoutMs);
  const ended = child.ended.then(({ errorType, reason }) => {
    usable = false;
    api.stop();
    const error: FunctionError = {
      kind: 'function_error',
      requestId: current === '' ? undefined : current,
      errorType,
      errorMessage: `RequestId: ${current} Error: ${reason}`,
    };
    initialised.resolve({ ok: false, error });
    finish?.(error);
  });
  initialised.promise.then(({ ok }) => {
    clearTimeout(initTimer);
    if (!ok) kill();
  });

  return {
    initialised: initialised.promise,
    isUsable: () => usable,
    peakMemoryMb: child.peakMemoryMb,
    kill,
    worksOn: (traceId) => finish !== undefined && traceId.includes(traceRoot(current)),
    ended,
    async invoke(requestId, event) {
      const outcome = Promise.withResolvers<Outcome>();
      const { timeoutMs, arn: functionArn } = configuration;
      current = requestId;
      finish = outcome.resolve;
      const timer = setTimeout(() => kill('time_limit'), timeoutMs);
      if (!usable) kill();
      deliver.promise.then((deliverNow) => {
        deliver = Promise.withResolvers();
        deliverNow({ requestId, functionArn, deadlineMs: Date.now() + timeoutMs, event });
      });
      const result = await outcome.promise;
      clearTimeout(timer);
      if (usable) await child.logged(requestId);
      finish = undefined;
      return result;
    },
  };
}

function answerOf(requestId: string, body: string): Outcome {
  if (Buffer.byteLength(body) > MAX_ANSWER_BYTES) {
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_ANSWER_BYTES} bytes).`;
    return { kind: 'function_error', requestId, errorType: 'Function.ResponseSizeTooLarge', errorMessage };
  }
  return { kind: 'answered', requestId, payload: body === '' ? null : JSON.parse(body) };
}

function errorOf(body: string): FunctionError {
  const { errorType, errorMessage, trace } = JSON.parse(body) as {
    errorType: string;
    errorMessage: string;
    trace?: string[];
  };
  return { kind: 'function_error', errorType, errorMessage, trace };
}

function timedOut(requestId: string, timeoutMs: number): FunctionError {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
  return { kind: 'function_error', requestId, errorType: 'Sandbox.Timedout', errorMessage };
}
