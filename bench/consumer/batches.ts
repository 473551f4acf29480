import type { KinesisStreamRecord } from 'aws-lambda';

const SOURCES = 100;
const FEATURES = 5;
const INTERVAL_MS = 100;
const BEGIN_MS = Date.parse('2026-11-20T00:00:00Z');

/** How observations come: records in a batch, and lines of one in each record. */
export interface BatchShape {
  readonly records: number;
  readonly each: number;
}

/**
 * Events of one shard, one after the other, as the event source mapping delivers them: observations of 100 sources in
 * turn, one a minute each, of 5 features, in the full form.
 */
export function* eventsOf({ records, each }: BatchShape): Generator<string> {
  let observation = 0;
  for (let record = 0; ; ) {
    const batch: KinesisStreamRecord[] = [];
    for (const end = record + records; record < end; record++) {
      const lines = Array.from({ length: each }, () => lineOf(observation++));
      batch.push(recordOf(record, lines.join('\n'), timeOf(observation - 1)));
    }
    yield JSON.stringify({ Records: batch });
  }
}

function timeOf(observation: number): number {
  return BEGIN_MS + Math.floor(observation / SOURCES) * INTERVAL_MS + (observation % SOURCES);
}

/** A daily course, another for each source, and something that looks like noise. */
function lineOf(observation: number): string {
  const source = observation % SOURCES;
  const turn = Math.floor(observation / SOURCES);
  const features: Record<string, number> = {};
  for (let f = 0; f < FEATURES; f++) {
    const noise = ((observation * 7919 + f * 104_729) % 1009) / 1009;
    const value = 50 + source / 10 + 8 * Math.sin((2 * Math.PI * turn) / 1440 + f) + noise;
    features[`feature_${f + 1}`] = Math.round(value * 1000) / 1000;
  }
  const timestamp = new Date(timeOf(observation)).toISOString();
  return JSON.stringify({ source: `pump-${source}`, timestamp, features });
}

function recordOf(record: number, text: string, arrivalMs: number): KinesisStreamRecord {
  const sequenceNumber = `496${String(record).padStart(50, '0')}`;
  return {
    awsRegion: 'eu-west-1',
    eventID: `shardId-000000000000:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    eventSource: 'aws:kinesis',
    eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/weir',
    eventVersion: '1.0',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/weir',
    kinesis: {
      approximateArrivalTimestamp: arrivalMs / 1000,
      data: Buffer.from(text).toString('base64'),
      kinesisSchemaVersion: '1.0',
      partitionKey: `pump-${record % SOURCES}`,
      sequenceNumber,
    },
  };
}
