import { BYTES_PER_SOURCE_FEATURE } from '../contracts/source-state-store.ts';
import { FEATURES, SECONDS_PER_DAY } from './load.ts';
import { MEASURED } from './measured.ts';
import type { UsedPart } from './part.ts';
import type { DailyTraffic } from './traffic.ts';

const GB = 1024 ** 3;
/** An incident with its history and indexes. */
const INCIDENT_BYTES = 8000;
/** Ten thousand rows, packed. */
const SAMPLE_BYTES = 600_000;
const SAMPLES_PER_DAY = 288;
const SNAPSHOTS_PER_DAY = 1440;
/** The pointer to the model is read again each half minute, the rules as often. */
const READS_PER_DAY = 2 * 2880;

/** Tables and buckets: what is known of sources, incidents, samples, models. */
export function storeParts(traffic: DailyTraffic): UsedPart[] {
  return [...stateParts(traffic), ...incidentParts(traffic), ...bucketParts(traffic)];
}

function stateParts({ settings, batches, load, shards, recordsPerSecond }: DailyTraffic): UsedPart[] {
  if (settings.sourceState === 'off') return [];
  const perShardBytes = (load.sources * FEATURES * BYTES_PER_SOURCE_FEATURE) / shards;
  // One a minute, where there was something new in it.
  const snapshots = Math.min(SNAPSHOTS_PER_DAY, (recordsPerSecond / shards) * SECONDS_PER_DAY) * shards;
  const { stateReadsPerBatch, stateWritesPerBatch } = MEASURED;
  return [
    {
      service: 'DynamoDB',
      what: 'items of shards read',
      priced: 'millionReadUnits',
      quantity: (batches * stateReadsPerBatch) / 1e6,
    },
    {
      service: 'DynamoDB',
      what: 'commits of shards',
      priced: 'millionWriteUnits',
      quantity: (batches * stateWritesPerBatch) / 1e6,
    },
    { service: 'S3', what: 'snapshots put', priced: 'thousandPuts', quantity: snapshots / 1000 },
    {
      service: 'S3',
      what: 'snapshots kept a day',
      priced: 'bucketGbMonths',
      quantity: (snapshots * perShardBytes) / GB,
    },
  ];
}

function incidentParts({ settings, anomalies, messages }: DailyTraffic): UsedPart[] {
  const service = 'DynamoDB';
  const sweeps = 1440 * MEASURED.readsPerSweep;
  const reads = anomalies * MEASURED.incidentReadsPerAnomaly + sweeps;
  const kept = (messages * settings.incidentHistoryDays * INCIDENT_BYTES) / GB;
  return [
    { service, what: 'incidents read', priced: 'millionReadUnits', quantity: reads / 1e6 },
    {
      service,
      what: 'incidents written',
      priced: 'millionWriteUnits',
      quantity: (anomalies * MEASURED.incidentWriteUnitsPerAnomaly) / 1e6,
    },
    { service, what: 'incidents kept', priced: 'tableGbMonths', quantity: kept },
    { service, what: 'incidents restorable', priced: 'tableBackupGbMonths', quantity: kept },
  ];
}

function bucketParts({ settings, shards }: DailyTraffic): UsedPart[] {
  const service = 'S3';
  const samples = settings.learning === 'off' ? 0 : SAMPLES_PER_DAY * shards;
  return [
    { service, what: 'samples put', priced: 'thousandPuts', quantity: samples / 1000 },
    { service, what: 'samples kept a day', priced: 'bucketGbMonths', quantity: (samples * SAMPLE_BYTES) / GB },
    { service, what: 'pointer and rules read', priced: 'thousandGets', quantity: (READS_PER_DAY * shards) / 1000 },
  ];
}
