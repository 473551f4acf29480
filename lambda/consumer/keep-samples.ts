import type { SampledRow } from '../../contracts/row-sample.ts';
import { lanesToJoin, type PastRules } from '../../streams/judge-by-past.ts';
import { identityHash, priorityOf } from '../../training/sample-priority.ts';
import { type Entry, identityOfEntry, isTestAlert, scoredFeatures } from './entry.ts';
import { type Ports, RESERVE_MS } from './ports.ts';
import { ShardSample } from './shard-sample.ts';
import type { StreamRecord } from './stream-record.ts';

/** Characters of all samples in one process: of twenty usual shards, of one at its limits. */
const MOST_KEPT = 60_000_000;
/** Writing must not take the time of what is to be judged. */
const LEAST_TIME_MS = RESERVE_MS + 10_000;

type KeepingPorts = Pick<Ports, 'samples' | 'remainingMs' | 'report'>;

/**
 * Keeps some rows of each shard for training, in memory and every few minutes where they outlive the process. A help
 * and no promise: what cannot be read or written is said once, and costs nothing else.
 */
export class SampleKeeper {
  /** The least recently used first. */
  readonly #shards = new Map<string, ShardSample>();
  #hasFailed = false;

  /**
   * Takes in what was judged: no test alerts, nothing quarantined, nothing that is there for its past alone.
   *
   * @param finished of one shard
   */
  offer(finished: readonly Entry[], rules: PastRules | undefined): void {
    if (finished.length === 0) return;
    const shard = this.#shardOf(finished[0].record);
    const shardHash = identityHash(`${finished[0].record.shardId}:`);
    let record: StreamRecord | undefined;
    let recordHash = 0;
    for (const entry of finished) {
      if (entry.state.kind !== 'done' || !entry.decoded.ok || isTestAlert(entry)) continue;
      if (record !== entry.record) {
        record = entry.record;
        recordHash = identityHash(record.sequenceNumber, shardHash);
      }
      const { source } = entry.decoded.observation;
      const priority = priorityOf(recordHash, entry.decoded.index, record.arrivalMs);
      if (shard.mayTake(source, entry.values, priority)) shard.add(toSampledRow(entry, rules));
    }
  }

  /** Writes the sample of the batch's shard when that is due. Never fails. */
  async keep(last: StreamRecord, ports: KeepingPorts): Promise<void> {
    const shard = this.#shards.get(last.shardId);
    if (!shard?.isDue(last.arrivalMs)) return;
    await this.#save(shard, ports);
    this.#shards.delete(last.shardId);
    this.#shards.set(last.shardId, shard);
    let size = 0;
    for (const each of this.#shards.values()) size += each.size;
    for (const [shardId, each] of this.#shards) {
      if (size <= MOST_KEPT || each === shard) return;
      this.#shards.delete(shardId);
      size -= each.size;
      await this.#save(each, ports);
    }
  }

  async #save(shard: ShardSample, { samples, remainingMs, report }: KeepingPorts): Promise<void> {
    if (!samples || remainingMs() < LEAST_TIME_MS) return;
    try {
      await shard.save(samples);
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) report.unavailable({ port: 'samples', reason: String(error) });
      this.#hasFailed = true;
    }
  }

  #shardOf({ shardId, arrivalMs }: StreamRecord): ShardSample {
    const known = this.#shards.get(shardId) ?? new ShardSample(shardId, arrivalMs);
    this.#shards.set(shardId, known);
    return known;
  }
}

/** @throws {TypeError} unless it is done */
function toSampledRow(entry: Entry, rules: PastRules | undefined): SampledRow {
  const { state, decoded, record, past } = entry;
  if (state.kind !== 'done' || !decoded.ok) throw new TypeError('only what was judged is a row');
  const { source, timestampMs } = decoded.observation;
  const { modelVersion, score, anomalous, imputed } = state.verdict;
  const { arrivalMs } = record;
  return {
    identity: identityOfEntry(entry),
    ...{ source, arrivalMs, modelVersion, score },
    features: scoredFeatures(entry),
    ...(timestampMs !== arrivalMs && { timestampMs }),
    lanes: past && lanesToJoin(past, rules),
    ...(anomalous && { anomalous }),
    ...(imputed && { imputed }),
  };
}
