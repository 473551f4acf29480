import { setTimeout as sleep } from 'node:timers/promises';
import { LostConnection, ServiceError, type ServiceResponse } from '../gateway/service.ts';

/** What can befall a call to any service. */
export const CALL_FAULTS = ['throttled', 'server_error', 'refused', 'lost_answer', 'no_answer', 'late'] as const;
/** What can befall a call to the endpoint besides: answers that SageMaker passes on from the container. */
export const ENDPOINT_FAULTS = ['model_4xx', 'model_5xx', 'not_ready', 'wrong_answer', 'short_answer'] as const;

export type Fault = (typeof CALL_FAULTS)[number] | (typeof ENDPOINT_FAULTS)[number];

export interface FaultTimes {
  /** How long a call that is never answered keeps its connection: longer than its client waits. */
  readonly noAnswerMs: number;
  /** How late an answer comes that is late: sooner than its client gives up. */
  readonly lateMs: number;
}

/** Code and status of a throttled call, where they are not ThrottlingException and 400. */
const THROTTLED: Readonly<Record<string, readonly [code: string, status: number]>> = {
  dynamodb: ['ProvisionedThroughputExceededException', 400],
  s3: ['SlowDown', 503],
  sns: ['Throttling', 400],
};

/**
 * Answers one call as its service would while something is wrong with it. After `lost_answer` and `no_answer` the call
 * went through, and only its caller does not know.
 */
export async function injectFault(
  fault: Fault,
  service: string,
  proceed: () => Promise<ServiceResponse>,
  times: FaultTimes,
): Promise<ServiceResponse> {
  switch (fault) {
    case 'throttled': {
      const [code, status] = THROTTLED[service] ?? ['ThrottlingException', 400];
      throw new ServiceError(code, 'Rate exceeded', status);
    }
    case 'server_error':
      throw new ServiceError('InternalFailure', 'an internal error has occurred', 500);
    case 'refused':
      throw new LostConnection();
    case 'lost_answer':
      await proceed();
      throw new LostConnection();
    case 'no_answer':
      await proceed();
      await sleep(times.noAnswerMs, undefined, { ref: false });
      throw new LostConnection();
    case 'late':
      await sleep(times.lateMs, undefined, { ref: false });
      return proceed();
    case 'not_ready':
      throw new ServiceError('ModelNotReadyException', 'the model is still loading', 429);
    case 'model_4xx':
      return modelError(400, 'the container took a dislike to it');
    case 'model_5xx':
      return modelError(500, 'the container failed');
    case 'wrong_answer':
      return answer('<html>Bad Gateway</html>', 'text/html');
    case 'short_answer':
      return shortened(await proceed());
  }
}

/** As SageMaker wraps an error of the container. */
function modelError(OriginalStatusCode: number, OriginalMessage: string): ServiceResponse {
  const body = JSON.stringify({ Message: OriginalMessage, OriginalMessage, OriginalStatusCode });
  return { status: 424, headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ModelError' }, body };
}

function shortened(response: ServiceResponse): ServiceResponse {
  if (response.status !== 200) return response;
  const { scores } = JSON.parse(Buffer.from(response.body as Uint8Array).toString()) as { scores?: unknown[] };
  // That it needs a model has nothing to leave out.
  if (!scores) return response;
  return answer(JSON.stringify({ scores: scores.slice(1) }), 'application/json');
}

function answer(body: string, contentType: string): ServiceResponse {
  return { status: 200, headers: { 'content-type': contentType }, body };
}
