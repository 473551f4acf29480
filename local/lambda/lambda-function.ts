import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type ExecutionEnvironment, startExecutionEnvironment } from './execution-environment.ts';
import type { FunctionConfiguration, FunctionEnvironment } from './function-configuration.ts';
import type { Death } from './function-process.ts';
import type { InvokeOutcome } from './invoke-outcome.ts';
import { platformLog } from './platform-log.ts';

/** A deployed function: as many environments as there are invocations at once, each kept warm for the next one. */
export interface LambdaFunction {
  readonly configuration: FunctionConfiguration;
  invoke(event: unknown): Promise<InvokeOutcome>;
  /**
   * Ends running processes at once, all or the one that works on the invocation of `traceId`; later invocations start
   * new ones.
   * @returns how many
   */
  kill(death?: Death, traceId?: string): number;
  /** As {@link kill}, and nothing starts any more. Resolves when all processes are gone. */
  stop(): Promise<void>;
}

export interface LambdaFunctionOptions {
  readonly configuration: FunctionConfiguration;
  readonly environment: FunctionEnvironment;
  /** Another program in place of our runtime, see {@link startExecutionEnvironment}. */
  readonly bootstrap?: string;
  readonly log: (line: string) => void;
  /** Hears of each invocation, also of throttled ones. */
  readonly onInvoked?: (outcome: InvokeOutcome, durationMs: number) => void;
}

/** Lambda gives initialisation this long, and tries it once more within the first invocation's own time. */
const INIT_TIMEOUT_MS = 10_000;

/** Of a synchronous invocation's event, in bytes. */
export const MAX_INVOKE_BYTES = 6 * 1024 * 1024;

/** Runs a function as Lambda does: one invocation per environment at a time, a warm environment before a new one. */
export function lambdaFunction(options: LambdaFunctionOptions): LambdaFunction {
  const { configuration, log } = options;
  const platform = platformLog(configuration, log);
  const environments = new Set<ExecutionEnvironment>();
  const idle: ExecutionEnvironment[] = [];
  let starting = 0;
  let stopped = false;

  async function start(initTimeoutMs: number): Promise<ExecutionEnvironment> {
    const environment = await startExecutionEnvironment({ ...options, initTimeoutMs });
    environments.add(environment);
    environment.ended.then(() => environments.delete(environment));
    if (stopped) environment.kill();
    return environment;
  }

  /** A new environment, once initialised; or what the caller is told when it cannot be. */
  async function coldStart(): Promise<ExecutionEnvironment | InvokeOutcome> {
    starting++;
    try {
      const first = await start(INIT_TIMEOUT_MS);
      const outcome = await first.initialised;
      if (outcome.ok) return first;
      platform.initFailed(outcome.error.errorType);
      const second = await start(configuration.timeoutMs);
      const secondOutcome = await second.initialised;
      return secondOutcome.ok ? second : secondOutcome.error;
    } finally {
      starting--;
    }
  }

  function takeIdle(): ExecutionEnvironment | undefined {
    for (;;) {
      const environment = idle.pop();
      if (!environment || environment.isUsable()) return environment;
    }
  }

  async function run(event: unknown): Promise<InvokeOutcome> {
    const text = JSON.stringify(event);
    if (Buffer.byteLength(text) > MAX_INVOKE_BYTES) {
      throw new RangeError(`an event of ${Buffer.byteLength(text)} bytes, at most ${MAX_INVOKE_BYTES} are taken`);
    }
    const warm = takeIdle();
    const startedAtMs = performance.now();
    if (!warm && environments.size + starting >= configuration.maxConcurrency) return { kind: 'throttled' };
    const environment = warm ?? (await coldStart());
    if ('kind' in environment) return environment;
    const initMs = warm ? undefined : performance.now() - startedAtMs;
    const requestId = randomUUID();
    platform.start(requestId);
    const invokedAtMs = performance.now();
    const outcome = await environment.invoke(requestId, text);
    const durationMs = performance.now() - invokedAtMs;
    await (environment.isUsable() ? linesRead() : environment.ended);
    platform.end({ requestId, durationMs, initMs, peakMemoryMb: environment.peakMemoryMb(), outcome });
    if (environment.isUsable()) idle.push(environment);
    return outcome;
  }

  return {
    configuration,
    async invoke(event) {
      const startedAtMs = performance.now();
      const outcome = await run(event);
      options.onInvoked?.(outcome, performance.now() - startedAtMs);
      return outcome;
    },
    kill(death, traceId) {
      const meant = [...environments].filter((one) => traceId === undefined || one.worksOn(traceId));
      for (const environment of meant) environment.kill(death);
      return meant.length;
    },
    async stop() {
      stopped = true;
      const running = [...environments];
      for (const environment of running) environment.kill();
      await Promise.all(running.map(({ ended }) => ended));
    },
  };
}

/**
 * The function wrote its lines before it answered, but the answer may be read first: the pipe's last bytes (no more
 * than its 64 KiB, or the function would still be writing) are read within the next turns of the event loop.
 */
async function linesRead(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await setImmediate();
}
