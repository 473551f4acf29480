import { randomUUID } from 'node:crypto';
import { hashKey } from '../kinesis/hash-range.ts';
import type { Kinesis } from '../kinesis/kinesis.ts';
import type { Shard, StoredRecord } from '../kinesis/shard.ts';
import type { Stream } from '../kinesis/stream.ts';
import { BatchReader } from './batch-reader.ts';
import { aborted, type Clock, firstOf, fulfilled, systemClock } from './clock.ts';
import { type BatchPorts, deliverBatch, type InvocationOutcome } from './deliver-batch.ts';
import type { EventPattern } from './event-pattern.ts';
import { type FailureDelivery, failureDelivery } from './failure-delivery.ts';
import type { DiscardedBatch } from './failure-document.ts';
import { invocationEvent } from './invocation-event.ts';
import { type MappingSettings, readMappingSettings, type StartingPosition } from './mapping-settings.ts';

export interface EventSourceMappingOptions {
  /** What it is called; a new UUID when absent. */
  readonly uuid?: string;
  /** The resolved properties of an AWS::Lambda::EventSourceMapping. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly functionArn: string;
  /** The function's role: the records of an event name it. */
  readonly roleArn: string;
  readonly streams: Kinesis;
  readonly invoke: (event: object) => Promise<InvocationOutcome>;
  /** Puts what was given up into the mapping's failure destination; never called without one. */
  readonly deliverFailure: (delivery: FailureDelivery) => Promise<void>;
  /** What an operator would want to know: batches given up, deliveries that failed. */
  readonly log: (text: string) => void;
  readonly clock?: Clock;
}

export interface EventSourceMapping {
  readonly uuid: string;
  /** Resolves when each record that was put so far is handled or given up, and no invocation is under way. */
  settled(): Promise<void>;
  /** Ends at once; an invocation under way is left to itself. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Feeds a stream's records to a function as Lambda does: a batch per shard (and lane) at a time, in order, children
 * after their parents.
 *
 * @throws {RangeError} for a configuration that Lambda refuses, or a stream that is not there
 */
export function startEventSourceMapping(options: EventSourceMappingOptions): EventSourceMapping {
  const settings = readMappingSettings(options.configuration);
  const stream = options.streams.findStream(settings.streamArn);
  if (!stream) throw new RangeError(`Stream not found: ${settings.streamArn}`);
  return new RunningMapping(options, settings, stream);
}

/** A shard being read. With a parallelization factor each lane has its own share of the partition keys. */
interface ShardRun {
  readonly readers: readonly BatchReader[];
  readonly done: Promise<void>;
  isDone: boolean;
}

class RunningMapping implements EventSourceMapping {
  readonly uuid: string;
  readonly #options: EventSourceMappingOptions;
  readonly #settings: MappingSettings;
  readonly #stream: Stream;
  readonly #clock: Clock;
  readonly #ports: BatchPorts;
  readonly #stopping = new AbortController();
  readonly #runs = new Map<Shard, ShardRun>();
  readonly #stopListening: () => void;
  readonly #idleWaiters = new Set<() => void>();

  constructor(options: EventSourceMappingOptions, settings: MappingSettings, stream: Stream) {
    this.uuid = options.uuid ?? randomUUID();
    this.#options = options;
    this.#settings = settings;
    this.#stream = stream;
    this.#clock = options.clock ?? systemClock;
    this.#ports = {
      settings,
      maxRecordAgeMs: () => Math.min(settings.maxRecordAgeMs, stream.retentionHours * 3_600_000),
      invoke: (shard, records) => this.#invoke(shard, records),
      giveUp: (batch) => this.#giveUp(batch),
      clock: this.#clock,
      signal: this.#stopping.signal,
    };
    for (const shard of stream.shards) this.#start(shard, startingPlace(shard, settings.startingPosition));
    // Records of shards that come later are all new, whatever the starting position.
    this.#stopListening = stream.onChange(() => {
      for (const shard of stream.shards) if (!this.#runs.has(shard)) this.#start(shard, 1);
    });
    if (!settings.isEnabled) this.#stopping.abort();
  }

  async settled(): Promise<void> {
    while (!this.#stopping.signal.aborted && [...this.#runs.values()].some(isBusy)) {
      await new Promise<void>((resolve) => this.#idleWaiters.add(resolve));
    }
  }

  async stop(): Promise<void> {
    this.#stopListening();
    this.#stopping.abort();
    this.#resolveIdle();
    await Promise.all([...this.#runs.values()].map((run) => run.done));
  }

  #start(shard: Shard, place: number): void {
    const lanes = this.#settings.parallelizationFactor;
    const readers = Array.from({ length: lanes }, (_, lane) => this.#reader(shard, place, lane));
    // A parent that is not here was forgotten by the stream with all its records.
    const parents = shard.parents.flatMap((parent) => this.#runs.get(parent)?.done ?? []);
    const run: ShardRun = {
      readers,
      isDone: false,
      done: Promise.all(parents)
        .then(() => Promise.all(readers.map((reader) => this.#handleAll(shard, reader))))
        .then(() => {
          run.isDone = true;
          this.#resolveIdle();
        }),
    };
    this.#runs.set(shard, run);
  }

  #reader(shard: Shard, place: number, lane: number): BatchReader {
    const { filters, parallelizationFactor: lanes, batchSize, batchingWindowMs } = this.#settings;
    const isOfLane = (record: StoredRecord) => lanes === 1 || laneOf(record, lanes) === lane;
    return new BatchReader({
      stream: this.#stream,
      shard,
      place,
      batchSize,
      batchingWindowMs,
      wants: (record) => isOfLane(record) && passesFilters(record, filters),
      onCaughtUp: () => this.#resolveIdle(),
      clock: this.#clock,
      signal: this.#stopping.signal,
    });
  }

  async #handleAll(shard: Shard, reader: BatchReader): Promise<void> {
    for (let batch = await reader.next(); batch; batch = await reader.next()) {
      await deliverBatch(shard, batch, this.#ports);
    }
  }

  async #invoke(shard: Shard, records: readonly StoredRecord[]): Promise<InvocationOutcome> {
    const { streams, invoke, log, roleArn } = this.#options;
    const { region } = streams;
    let outcome: InvocationOutcome = { kind: 'function_error' };
    const event = invocationEvent(shard, records, { streamArn: this.#stream.arn, roleArn, region });
    const invocation = invoke(event).then(
      (ended) => {
        outcome = ended;
      },
      (error) => log(`an invocation failed outside the function: ${error}`),
    );
    await firstOf(fulfilled(invocation), aborted(this.#stopping.signal));
    return outcome;
  }

  async #giveUp(batch: DiscardedBatch): Promise<void> {
    const { functionArn, roleArn, log, deliverFailure, streams } = this.#options;
    const { failureDestinationArn } = this.#settings;
    const last = batch.records.at(-1)!.sequenceNumber;
    const what = `${batch.records.length} records of ${batch.shard.id} from ${batch.records[0].sequenceNumber} to ${last}`;
    log(`gave up ${what}: ${batch.condition}, destination ${failureDestinationArn ?? 'none'}`);
    if (failureDestinationArn === undefined) return;
    const delivery = failureDelivery(failureDestinationArn, batch, {
      functionArn,
      roleArn,
      region: streams.region,
      streamArn: this.#stream.arn,
      mappingUuid: this.uuid,
      nowMs: this.#clock.now(),
    });
    await deliverFailure(delivery).catch((error) =>
      log(`lost ${what}: the failure destination refused them: ${error}`),
    );
  }

  #resolveIdle(): void {
    for (const resolve of this.#idleWaiters) resolve();
    this.#idleWaiters.clear();
  }
}

function isBusy(run: ShardRun): boolean {
  return !run.isDone && !run.readers.every((reader) => reader.isCaughtUp);
}

function startingPlace(shard: Shard, position: StartingPosition): number {
  if (position.kind === 'AT_TIMESTAMP') return shard.placeAtTime(position.timestampMs);
  return position.kind === 'TRIM_HORIZON' ? shard.firstPlace : shard.lastPlace + 1;
}

/** AWS keeps the order per partition key and does not say how it deals keys out: by their hash, here. */
function laneOf(record: StoredRecord, lanes: number): number {
  return Number(hashKey(record.partitionKey) % BigInt(lanes));
}

/**
 * Whether a record passes the filters: any of them, or none given. Data that is not JSON fails a filter that asks for
 * data.
 */
function passesFilters(record: StoredRecord, filters: readonly EventPattern[]): boolean {
  if (filters.length === 0) return true;
  const metadata = {
    kinesisSchemaVersion: '1.0',
    partitionKey: record.partitionKey,
    sequenceNumber: record.sequenceNumber,
    approximateArrivalTimestamp: record.arrivalMs / 1000,
  };
  const data = filters.some((filter) => filter.needsData) ? parse(record.data) : undefined;
  return filters.some((filter) =>
    filter.needsData ? data !== undefined && filter.matches({ ...metadata, data }) : filter.matches(metadata),
  );
}

function parse(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data));
  } catch {
    return undefined;
  }
}
