import type { Clock } from './event-source-mapping/clock.ts';
import { createKinesis, type Kinesis, type KinesisOptions } from './kinesis/kinesis.ts';
import type { JsonObject } from './template/assembly.ts';
import type { ResolvedAssembly } from './template/resolve-assembly.ts';

export interface StreamsOptions extends Pick<KinesisOptions, 'refusePut'> {
  readonly clock: Clock;
}

/** The streams of all templates. */
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
  return streams;
}

function optionalNumber(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}
