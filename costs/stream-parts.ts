import type { UsedPart } from './part.ts';
import type { DailyTraffic } from './traffic.ts';

const PUT_UNIT_BYTES = 25 * 1024;
const KB = 1024;
const GB = 1024 ** 3;

/** The stream, where it is the installation's own: whoever brings one pays for it already. */
export function streamParts({ load, settings, shards }: DailyTraffic): UsedPart[] {
  if (settings.streamArn !== undefined) return [];
  const { recordsPerDay, recordBytes } = load;
  const service = 'Kinesis';
  if (settings.streamMode === 'on-demand') {
    // Each record counts as whole KB, in and out.
    const gb = (recordsPerDay * Math.ceil(recordBytes / KB) * KB) / GB;
    return [
      { service, what: 'on-demand stream', priced: 'streamHours', quantity: 24 },
      { service, what: 'records in', priced: 'onDemandGbIn', quantity: gb },
      { service, what: 'records out', priced: 'onDemandGbOut', quantity: gb },
    ];
  }
  const putUnits = recordsPerDay * Math.ceil(recordBytes / PUT_UNIT_BYTES);
  return [
    { service, what: shards === 1 ? '1 shard' : `${shards} shards`, priced: 'shardHours', quantity: 24 * shards },
    { service, what: 'PUT units', priced: 'millionPutUnits', quantity: putUnits / 1e6 },
  ];
}
