import { ServiceError, type ServiceRequest, type ServiceResponse } from '../../gateway/service.ts';
import type { InvokeOutcome } from '../invoke-outcome.ts';
import { type LambdaFunction, MAX_INVOKE_BYTES } from '../lambda-function.ts';

/** Of the log of an invocation, what an answer holds at most. */
const MAX_LOG_BYTES = 4096;

/** Hears the lines that a function writes until it is called. @returns how to stop */
export type ListenToLog = (logicalId: string, onLine: (text: string) => void) => () => void;

/**
 * Invoke: waits for the answer, or with `Event` only hands the event over. An event that is handed over is not tried
 * again when the function fails.
 *
 * @throws ServiceError when the function is not reached: too many invocations, too large an event, no JSON
 */
export async function invoke(
  target: LambdaFunction,
  { headers, body }: Pick<ServiceRequest, 'headers' | 'body'>,
  listen: ListenToLog,
): Promise<ServiceResponse> {
  const event = readEvent(body);
  const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'DryRun') return { status: 204, body: '' };
  if (type === 'Event') {
    // What comes of it stands in the function's log.
    void target.invoke(event);
    return { status: 202, body: '' };
  }
  if (type !== 'RequestResponse')
    throw new ServiceError('InvalidParameterValueException', `no invocation type ${type}`);
  const lines: string[] = [];
  const stop = listen(target.configuration.logicalId, (line) => void lines.push(line));
  const outcome = await target.invoke(event).finally(stop);
  const wantsLog = headers['x-amz-log-type'] === 'Tail';
  const log: Record<string, string> = wantsLog ? { 'x-amz-log-result': tailOf(lines) } : {};
  const { payload, error } = answerOf(outcome);
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST', ...log, ...error },
    body: JSON.stringify(payload),
  };
}

function readEvent(body: Uint8Array): unknown {
  if (body.length > MAX_INVOKE_BYTES) {
    const message = `${body.length} byte payload is too large for the RequestResponse invocation type (limit ${MAX_INVOKE_BYTES} bytes)`;
    throw new ServiceError('RequestTooLargeException', message, 413);
  }
  const text = Buffer.from(body).toString();
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (error) {
    const message = `Could not parse request body into json: ${(error as Error).message}`;
    throw new ServiceError('InvalidRequestContentException', message);
  }
}

function answerOf(outcome: InvokeOutcome): { payload: unknown; error?: Record<string, string> } {
  if (outcome.kind === 'answered') return { payload: outcome.payload };
  if (outcome.kind === 'throttled') throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
  const { errorType, errorMessage, trace } = outcome;
  return { payload: { errorType, errorMessage, trace }, error: { 'x-amz-function-error': 'Unhandled' } };
}

/** Lines of another invocation at the same time may be among them. */
function tailOf(lines: readonly string[]): string {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  return bytes.subarray(Math.max(bytes.length - MAX_LOG_BYTES, 0)).toString('base64');
}
