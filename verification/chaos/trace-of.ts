import type { ServiceRequest } from '../../local/gateway/service.ts';
import { traceRoot } from '../../local/lambda/runtime-api.ts';

/** Names the invocation that made a call; empty when no invocation did. */
export function traceOf({ headers }: ServiceRequest): string {
  return rootOf(headers['x-amzn-trace-id'] ?? '');
}

/** The part of an X-Ray trace id that names the invocation. */
export function rootOf(traceId: string): string {
  return /Root=1-[0-9a-f]+-([0-9a-f]{24})/.exec(traceId)?.[1] ?? '';
}

/** Finds the trace in which all calls of one invocation are, by the invocation's request id. */
export function traceOfInvocation(requestId: string): string {
  return traceRoot(requestId);
}
