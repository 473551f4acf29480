/**
 * For calls that answer in milliseconds or not at all. Without `throwOnRequestTimeout` the SDK only logs a warning and
 * goes on waiting; three attempts with its standard backoff ride out a hiccup.
 */
export const CLIENT_TIMEOUTS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
} as const;
