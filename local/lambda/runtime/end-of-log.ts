export const END_OF_LOG = '\u0000end of log ';

/**
 * What our runtime writes after an invocation's last line and before its answer. Log and answer travel apart, and
 * whoever sees the answer counts on having seen the log.
 */
export function endOfLog(requestId: string): string {
  return `${END_OF_LOG}${requestId}`;
}
