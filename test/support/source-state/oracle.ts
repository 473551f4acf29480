import { decodeRecord } from '../../../contracts/decode-record.ts';
import { identityOf } from '../../../contracts/observation.ts';
import { TEST_LABEL } from '../../../contracts/test-alert.ts';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';
import type { Learner } from '../../../lambda/source-state/learner.ts';
import { packSources, unpackSources } from '../../../streams/pack-sources.ts';
import type { Silence } from '../../../streams/silence-watch.ts';
import { Sources, type SourceVerdict } from '../../../streams/sources.ts';

/** What a lineage begins with. */
export interface Beginning {
  readonly learner: Learner;
  /** Packed; undefined: nothing is known. */
  readonly base: Uint8Array | undefined;
  /** Only records behind it are learned; undefined: those from genesis on. */
  readonly sequence: string | undefined;
  readonly genesis: string;
}

/** What one plain pass over all records of a shard learns and judges. */
export class Oracle {
  /** By identity. */
  readonly verdicts = new Map<string, SourceVerdict | undefined>();
  /** What each showed of silence, by identity; absent where it is nothing. */
  readonly silences = new Map<string, readonly Silence[]>();
  /** Packed, behind each record, by its sequence number; and '' at the beginning. */
  readonly states = new Map<string, Uint8Array>();

  constructor({ learner, base, sequence, genesis }: Beginning, records: readonly StreamRecord[]) {
    const sources = base ? unpackSources(base.slice(), learner.sources) : new Sources(learner.sources);
    this.states.set('', packSources(sources));
    if (sequence !== undefined) this.states.set(sequence, packSources(sources));
    for (const record of records) {
      const number = BigInt(record.sequenceNumber);
      if (sequence !== undefined ? number <= BigInt(sequence) : number < BigInt(genesis)) continue;
      this.#learn(record, sources, learner);
      this.states.set(record.sequenceNumber, packSources(sources));
    }
  }

  #learn(record: StreamRecord, sources: Sources, { decoding: { mapping } }: Learner): void {
    if (record.bytes.length > 4_000_000) return;
    const { partitionKey, arrivalMs } = record;
    for (const one of decodeRecord(record.bytes, { partitionKey, arrivalMs, mapping })) {
      if (!one.ok || one.redrivenFrom !== undefined || one.observation.labels?.[TEST_LABEL] !== undefined) continue;
      const { source, timestampMs, features } = one.observation;
      if (one.stateOnly === 'forget') {
        sources.forget(source);
        continue;
      }
      const verdict = sources.judgeAndLearn({ source, timestampMs, arrivalMs, features });
      const identity = identityOf(record.shardId, record.sequenceNumber, one.index);
      const silences = sources.watch.take();
      if (silences.length > 0) this.silences.set(identity, silences);
      if (!one.stateOnly) this.verdicts.set(identity, verdict);
    }
  }
}
