import { InvokeEndpointCommand, type ModelError, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { modelAttribute, WITH_MODEL_CONTENT_TYPE } from '../../contracts/model-request.ts';
import { decodeRefusal, type Refusal, SCORING_CONTENT_TYPE } from '../../contracts/scoring.ts';
import { Unavailable } from '../failures.ts';

/** What the endpoint said to a request; that it is unavailable is an {@link Unavailable}. */
export type ScoringAnswer =
  | {
      readonly kind: 'answered';
      readonly body: string;
      /** As in a verdict. */
      readonly scoredBy?: 'function';
    }
  /** Answered 4xx: the request is at fault, or an endpoint that refuses everything. */
  | ({ readonly kind: 'refused' } & Refusal);

/**
 * Has one `/invocations` body scored; the call really ends after `timeoutMs`.
 *
 * @param model identity of the version that is to score it; absent: whichever is deployed
 */
export type Invoke = (body: Uint8Array, timeoutMs: number, model?: string) => Promise<ScoringAnswer>;

/** Which version a request wants, and whether it brings it along, in front of its body. */
export interface WantedModel {
  readonly identity: string;
  readonly isAttached: boolean;
}

/** Sends one body, once; the call really ends after `timeoutMs`. @param model absent: whichever is deployed */
export type Send = (body: Uint8Array, timeoutMs: number, model?: WantedModel) => Promise<ScoringAnswer>;

/** A client error that passes by itself: request timeout, too early, too many requests. */
const PASSING = new Set([408, 425, 429]);

/**
 * Opens the port to the SageMaker endpoint: one request, one attempt, and what became of it. A connection that was
 * kept and is dead, as one is after the function was frozen for a while, is no attempt: another is made at once.
 *
 * @throws Unavailable from the port, if nothing answered, or only with an error that passes
 */
export function scoringEndpoint(
  endpointName: string,
  // One attempt: how often an unavailable endpoint is asked is decided where the remaining time is known.
  client = new SageMakerRuntimeClient({ maxAttempts: 1, requestHandler: { connectionTimeout: 1000 } }),
): Send {
  return async (body, timeoutMs, model) => {
    const abortSignal = AbortSignal.timeout(timeoutMs);
    const command = new InvokeEndpointCommand({
      EndpointName: endpointName,
      ContentType: model?.isAttached ? WITH_MODEL_CONTENT_TYPE : SCORING_CONTENT_TYPE,
      Accept: SCORING_CONTENT_TYPE,
      Body: body,
      ...(model && { CustomAttributes: modelAttribute(model.identity) }),
    });
    try {
      const send = () => client.send(command, { abortSignal });
      const { Body } = await send().catch((error) => {
        if (!isDeadConnection(error)) throw error;
        return send();
      });
      return { kind: 'answered', body: Body?.transformToString() ?? '' };
    } catch (error) {
      if (abortSignal.aborted) throw new Unavailable('scoring', `no answer within ${timeoutMs} ms`, { cause: error });
      const refusal = refusalOf(error as Partial<ModelError>);
      if (refusal) return { kind: 'refused', ...refusal };
      throw new Unavailable('scoring', `${(error as Error).name}: ${(error as Error).message}`, { cause: error });
    }
  };
}

function isDeadConnection({ code }: { readonly code?: unknown }): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/** Why the request itself was refused; undefined when the endpoint is to blame. */
function refusalOf(error: Partial<ModelError>): Refusal | undefined {
  if (isOversize(error)) return { reason: 'the request is too large for the endpoint', isTooLarge: true };
  if (error.name !== 'ModelError') return undefined;
  const status = error.OriginalStatusCode ?? 500;
  if (status < 400 || status >= 500 || PASSING.has(status)) return undefined;
  return decodeRefusal(status, error.OriginalMessage ?? error.message ?? '');
}

/** SageMaker's own words for a request beyond its limit: a status on instances, a message of a serverless endpoint. */
function isOversize({ $metadata, name, message }: Partial<Error & Pick<ModelError, '$metadata'>>): boolean {
  if ($metadata?.httpStatusCode === 413) return true;
  return name === 'ValidationError' && message?.includes('oversize body') === true;
}
