import type { Clock } from './event-source-mapping/clock.ts';
import { createKinesis, type Kinesis, type KinesisOptions } from './kinesis/kinesis.ts';
import type { JsonObject } from './template/assembly.ts';
import type { ResolvedAssembly } from './template/resolve-assembly.ts';

export interface StreamsOptions extends Pick<KinesisOptions, 'refusePut'> {
  readonly clock: Clock;
}

/** The streams of all templates, and those that they read. */
export function startStreams(app: ResolvedAssembly, options: StreamsOptions): Kinesis {
  const { clock, refusePut } = options;
  const streams = createKinesis({ now: clock.now, ...app.place, refusePut });
  for (const { ref, properties } of app.resourcesOf('AWS::Kinesis::Stream')) {
    const mode = (properties.StreamModeDetails as JsonObject | undefined)?.StreamMode;
    streams.createStream({
      name: ref,
      mode: mode === 'ON_DEMAND' ? 'ON_DEMAND' : 'PROVISIONED',
      shardCount: optionalNumber(properties.ShardCount),
      retentionHours: optionalNumber(properties.RetentionPeriodHours),
      maxRecordSizeKiB: optionalNumber(properties.MaxRecordSizeInKiB),
      encrypted: properties.StreamEncryption !== undefined,
    });
  }
  for (const name of foreignStreams(app, streams)) streams.createStream({ name });
  return streams;
}

/** Streams that the app reads and does not make (`-c streamArn`): here somebody else must have made them. */
function foreignStreams(app: ResolvedAssembly, streams: Kinesis): ReadonlySet<string> {
  const read = app
    .resourcesOf('AWS::Lambda::EventSourceMapping')
    .map(({ properties }) => String(properties.EventSourceArn))
    .filter((arn) => arn.split(':')[2] === 'kinesis');
  return new Set(read.filter((arn) => !streams.findStream(arn)).map((arn) => arn.split('/').at(-1)!));
}

function optionalNumber(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}
