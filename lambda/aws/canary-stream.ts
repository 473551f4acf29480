import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import type { CanaryPorts } from '../canary/put-canary.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';

/** Puts single records on a stream, each where its hash key says. */
export function putOnStream(streamArn: string, client?: KinesisClient): CanaryPorts['put'] {
  // Its client speaks HTTP/2, whose handler has no such limits.
  const kinesis = client ?? new KinesisClient({ maxAttempts: CLIENT_TIMEOUTS.maxAttempts });
  return async ({ partitionKey, hashKey, bytes }) => {
    await kinesis.send(
      new PutRecordCommand({
        StreamARN: streamArn,
        PartitionKey: partitionKey,
        ExplicitHashKey: hashKey,
        Data: bytes,
      }),
      { abortSignal: AbortSignal.timeout(10_000) },
    );
  };
}
