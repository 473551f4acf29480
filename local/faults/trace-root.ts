/**
 * The part of an invocation's X-Ray trace id that names it. AWS clients inside a function send that id with each call
 * (X-Amzn-Trace-Id), which tells the process that made the call from its siblings.
 */
export function traceRoot(requestId: string): string {
  return requestId.replaceAll('-', '').slice(0, 24);
}
