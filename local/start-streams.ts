import { createKinesis, type Kinesis, type KinesisOptions } from './kinesis/kinesis.ts';
import type { JsonObject } from './template/assembly.ts';
import type { ResolvedAssembly } from './template/resolve-assembly.ts';

/** The streams of all templates. */
export function startStreams(app: ResolvedAssembly, refusePut: KinesisOptions['refusePut']): Kinesis {
  const streams = createKinesis({ now: Date.now, ...app.place, refusePut });
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
