import { format } from 'node:util';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
type Level = (typeof LEVELS)[number];

const METHODS = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const;

/**
 * Makes `console` write one line per call, as the managed runtime does: tab-separated text, or JSON when the function's
 * log format says so, and nothing below AWS_LAMBDA_LOG_LEVEL. What is written to stdout directly stays as it is.
 */
export function patchConsole(environment: NodeJS.ProcessEnv, requestId: () => string): void {
  const json = environment.AWS_LAMBDA_LOG_FORMAT === 'JSON';
  const minLevel = LEVELS.indexOf((environment.AWS_LAMBDA_LOG_LEVEL ?? 'TRACE') as Level);
  for (const [method, level] of Object.entries(METHODS)) {
    console[method as keyof typeof METHODS] = (...values: unknown[]) => {
      if (LEVELS.indexOf(level) < minLevel) return;
      const toLine = json ? jsonLine : textLine;
      process.stdout.write(`${toLine(level, requestId(), values)}\n`);
    };
  }
}

function textLine(level: Level, requestId: string, values: readonly unknown[]): string {
  // A line break inside a message would be a new log event.
  return [new Date().toISOString(), requestId, level, format(...values)].join('\t').replaceAll('\n', '\r');
}

function jsonLine(level: Level, requestId: string, values: readonly unknown[]): string {
  const [only] = values;
  const message = values.length === 1 && typeof only !== 'object' ? only : format(...values);
  const error = values.find((value) => value instanceof Error);
  const details = error && { errorType: error.name, errorMessage: error.message, stackTrace: error.stack?.split('\n') };
  return JSON.stringify({ timestamp: new Date().toISOString(), level, requestId, message, ...details });
}
