import type { FunctionConfiguration } from './function-configuration.ts';
import type { InvokeOutcome } from './invoke-outcome.ts';

export interface InvocationEnd {
  readonly requestId: string;
  readonly durationMs: number;
  /** Only of a cold start. */
  readonly initMs: number | undefined;
  readonly peakMemoryMb: number | undefined;
  readonly outcome: InvokeOutcome;
}

/** The lines that Lambda itself writes among the function's own: START, END and REPORT, as text or as JSON. */
export interface PlatformLog {
  initFailed(errorType: string): void;
  start(requestId: string): void;
  end(end: InvocationEnd): void;
}

/** Writes the lines that Lambda itself adds to a function's log, in the format that the function is configured with. */
export function platformLog(configuration: FunctionConfiguration, log: (line: string) => void): PlatformLog {
  return configuration.logFormat === 'JSON' ? jsonLog(configuration, log) : textLog(configuration, log);
}

function textLog({ memoryMb }: FunctionConfiguration, log: (line: string) => void): PlatformLog {
  return {
    initFailed: (errorType) => log(`INIT_REPORT Phase: init\tStatus: error\tError Type: ${errorType}`),
    start: (requestId) => log(`START RequestId: ${requestId} Version: $LATEST`),
    end({ requestId, durationMs, initMs, peakMemoryMb, outcome }) {
      if (outcome.kind === 'function_error' && outcome.errorType === 'Sandbox.Timedout') {
        log(`${new Date().toISOString()} ${requestId} ${outcome.errorMessage.replace(/^.*Error: /, '')}`);
      }
      log(`END RequestId: ${requestId}`);
      const fields = [
        `REPORT RequestId: ${requestId}`,
        `Duration: ${durationMs.toFixed(2)} ms`,
        `Billed Duration: ${Math.ceil(durationMs + (initMs ?? 0))} ms`,
        `Memory Size: ${memoryMb} MB`,
        ...(peakMemoryMb === undefined ? [] : [`Max Memory Used: ${Math.ceil(peakMemoryMb)} MB`]),
        ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
        ...(outcome.kind === 'function_error' ? [`Status: error\tError Type: ${outcome.errorType}`] : []),
      ];
      log(fields.join('\t'));
    },
  };
}

function jsonLog({ memoryMb }: FunctionConfiguration, log: (line: string) => void): PlatformLog {
  const write = (type: string, record: object) => log(JSON.stringify({ time: new Date().toISOString(), type, record }));
  return {
    initFailed: (errorType) =>
      write('platform.initReport', { initializationType: 'on-demand', phase: 'init', status: 'error', errorType }),
    start: (requestId) => write('platform.start', { requestId, version: '$LATEST' }),
    end({ requestId, durationMs, initMs, peakMemoryMb, outcome }) {
      const metrics = {
        durationMs,
        billedDurationMs: Math.ceil(durationMs + (initMs ?? 0)),
        memorySizeMB: memoryMb,
        maxMemoryUsedMB: peakMemoryMb && Math.ceil(peakMemoryMb),
        initDurationMs: initMs,
      };
      const failure =
        outcome.kind === 'function_error' ? { status: 'error', errorType: outcome.errorType } : { status: 'success' };
      write('platform.report', { requestId, metrics, ...failure });
    },
  };
}
