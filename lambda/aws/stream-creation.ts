import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { orUnavailable } from './or-unavailable.ts';

/**
 * When a stream was made, milliseconds since the epoch: with its name that says which stream it is. Fails with
 * `Unavailable`.
 */
export type StreamCreation = (streamArn: string) => Promise<number>;

/**
 * Asks once for each stream: one that is made anew under its old name is read by a mapping, and a process, of its own.
 */
export function streamCreation(client = new KinesisClient({ maxAttempts: 3 })): StreamCreation {
  const known = new Map<string, number>();
  return async (streamArn) => {
    const before = known.get(streamArn);
    if (before !== undefined) return before;
    const command = new DescribeStreamSummaryCommand({ StreamARN: streamArn });
    const call = client.send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
    const { StreamDescriptionSummary } = await orUnavailable('stream', call);
    const createdMs = StreamDescriptionSummary!.StreamCreationTimestamp!.getTime();
    known.set(streamArn, createdMs);
    return createdMs;
  };
}

const TIMEOUT_MS = 5000;
