import type { InvocationOutcome } from '../../../local/event-source-mapping/deliver-batch.ts';
import type { FailureDelivery } from '../../../local/event-source-mapping/failure-delivery.ts';
import {
  type EventSourceMapping,
  startEventSourceMapping,
} from '../../../local/event-source-mapping/start-event-source-mapping.ts';
import { createKinesis, type Kinesis } from '../../../local/kinesis/kinesis.ts';
import type { Stream } from '../../../local/kinesis/stream.ts';
import { VirtualClock } from './virtual-clock.ts';

export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111111111111:function:consumer';
export const ROLE_ARN = 'arn:aws:iam::111111111111:role/consumer';

/** An event as the function gets it, as far as tests look into it. */
export interface Event {
  readonly Records: readonly {
    readonly eventID: string;
    readonly kinesis: { readonly partitionKey: string; readonly sequenceNumber: string; readonly data: string };
  }[];
}

export interface World {
  readonly clock: VirtualClock;
  readonly kinesis: Kinesis;
  readonly stream: Stream;
  /** When each invocation began and what it got. */
  readonly invocations: { readonly atMs: number; readonly event: Event; readonly data: readonly string[] }[];
  readonly deliveries: FailureDelivery[];
  readonly log: string[];
  put(data: string, partitionKey?: string): string;
  start(configuration: object, behaviour?: (event: Event) => Behaviour): EventSourceMapping;
}

export type Behaviour = InvocationOutcome | Promise<InvocationOutcome>;

export const answered = (payload: unknown): InvocationOutcome => ({ kind: 'answered', payload });

/** A stream, time that tests move, and a function that remembers what it got. */
export function createWorld(
  settings: { shardCount?: number; onDelivery?: (delivery: FailureDelivery) => void } = {},
): World {
  const clock = new VirtualClock();
  const kinesis = createKinesis({ now: clock.now, region: 'eu-west-1', accountId: '111111111111' });
  const stream = kinesis.createStream({ name: 'observations', shardCount: settings.shardCount });
  const world: World = {
    clock,
    kinesis,
    stream,
    invocations: [],
    deliveries: [],
    log: [],
    put: (data, partitionKey = 'test') => stream.put({ partitionKey, data: Buffer.from(data) }).record!.sequenceNumber,
    start: (configuration, behaviour = () => answered(null)) =>
      startEventSourceMapping({
        configuration: { EventSourceArn: stream.arn, StartingPosition: 'TRIM_HORIZON', ...configuration },
        functionArn: FUNCTION_ARN,
        roleArn: ROLE_ARN,
        streams: kinesis,
        invoke: async (payload) => {
          const event = payload as Event;
          world.invocations.push({ atMs: clock.now(), event, data: event.Records.map(dataOf) });
          return behaviour(event);
        },
        deliverFailure: async (delivery) => {
          world.deliveries.push(delivery);
          settings.onDelivery?.(delivery);
        },
        log: (text) => world.log.push(text),
        clock,
      }),
  };
  return world;
}

export function dataOf(record: Event['Records'][number]): string {
  return Buffer.from(record.kinesis.data, 'base64').toString();
}
