import type { Entry } from '../../../lambda/consumer/entry.ts';
import { identityOfEntry } from '../../../lambda/consumer/entry.ts';
import type { Learner } from '../../../lambda/source-state/learner.ts';
import { type Gap, type ShardItem, shardKeyOf } from '../../../lambda/source-state/ports.ts';
import type { KnownShard } from '../../../lambda/source-state/shard-memory.ts';
import { mergeSources } from '../../../streams/merge-sources.ts';
import { packSources, unpackSources } from '../../../streams/pack-sources.ts';
import { Sources } from '../../../streams/sources.ts';
import { InMemorySourceState } from '../consumer/in-memory-source-state.ts';
import { STREAM_ARN } from '../consumer/observations.ts';
import { type Beginning, Oracle } from './oracle.ts';
import type { Plan, PlannedShard } from './plan.ts';

const HOUR_MS = 3_600_000;

/** The table, the bucket and the stream, which compare all that is written with one plain pass over the records. */
export class WatchedSourceState extends InMemorySourceState {
  /** What was found wrong. */
  readonly problems: string[] = [];
  /** Lineages that somebody was told of, by key and number. */
  readonly told = new Set<string>();
  /** How many observations showed some silence. */
  silencesShown = 0;
  /** Whether snapshots were damaged. */
  isDamaged = false;
  /** As they were put: what lies in the bucket may be damaged later. */
  readonly #intact = new Map<string, Uint8Array>();
  readonly #planned = new Map<string, PlannedShard>();
  readonly #learners: readonly Learner[];
  /** By key: all that a shard that comes from it may begin with, its records behind that learned. */
  readonly #named = new Map<string, Beginning[]>();
  /** By key and lineage. */
  readonly #oracles = new Map<string, Oracle>();

  constructor({ streams }: Plan, learners: readonly Learner[]) {
    super();
    this.#learners = learners;
    for (const shard of streams.flat()) {
      const key = keyOfPlanned(shard);
      this.#planned.set(key, shard);
      this.shards.set(key, { records: [...shard.records], parents: shard.parents, isClosed: shard.isClosed });
    }
    const { put } = this.snapshots;
    this.snapshots.put = async (key, bytes) => {
      await put(key, bytes);
      this.#intact.set(key, bytes.slice());
    };
  }

  protected override written(key: string, before: ShardItem | undefined, after: ShardItem): void {
    if (before?.lineage !== after.lineage) this.#began(key, before, after);
    const oracle = this.oracleOf(key, after.lineage);
    this.#name(key, before, after);
    const is = (wrong: boolean, what: string) => wrong && this.problems.push(`${key}: ${what}`);
    is(isBehind(before?.last, after.last) && before?.lineage === after.lineage, `last fell to ${after.last}`);
    const { snapshot, previous, gap } = after;
    is(
      gap !== undefined && after.last !== undefined && !isWhole(gap) && !this.told.has(`${key} ${after.lineage}`),
      `nobody was told that what it knows is ${gap?.reason}`,
    );
    is(
      before?.lineage === after.lineage && isBehind(before?.snapshot?.sequence, snapshot?.sequence),
      `the snapshot fell to ${snapshot?.sequence}`,
    );
    for (const pointer of [snapshot, previous]) {
      if (!pointer) continue;
      is(isBehind(pointer.sequence, after.last), `a snapshot is ahead of ${after.last}`);
      const expected = oracle.states.get(pointer.sequence ?? '');
      is(!isSame(this.#intact.get(pointer.key), expected), `the snapshot at ${pointer.sequence} is another state`);
    }
  }

  /** What the lineage is to learn and to judge. */
  oracleOf(key: string, lineage: number): Oracle {
    const oracle = this.#oracles.get(`${key} ${lineage}`);
    if (!oracle) throw new Error(`${key} has no lineage ${lineage}`);
    return oracle;
  }

  /** Whether what a process knows is what it should know. */
  compare(key: string, known: KnownShard): void {
    const expected = this.oracleOf(key, known.lineage).states.get(known.last ?? '');
    // What has a gap is not gone on with.
    if (known.gap || isSame(packSources(known.sources), expected)) return;
    this.problems.push(`${key}: what a process knows at ${known.last} of lineage ${known.lineage} is another state`);
  }

  /** Whether a verdict is what it should be, and what was shown of silence; to the bit. */
  compareVerdict(key: string, lineage: number, entry: Entry): void {
    const identity = identityOfEntry(entry);
    const silences = this.oracleOf(key, lineage).silences.get(identity);
    if (silences) this.silencesShown++;
    if (JSON.stringify(entry.silences) !== JSON.stringify(silences)) {
      const [got, wanted] = [entry.silences, silences].map((one) => JSON.stringify(one));
      this.problems.push(`${key}: ${identity} showed ${got} of silence in lineage ${lineage}, wanted ${wanted}`);
    }
    const expected = this.oracleOf(key, lineage).verdicts.get(identity);
    if (JSON.stringify(entry.past) === JSON.stringify(expected)) return;
    this.problems.push(
      `${key}: ${identity} was judged ${shown(entry.past)} in lineage ${lineage}, wanted ${shown(expected)}`,
    );
  }

  #began(key: string, before: ShardItem | undefined, item: ShardItem): void {
    const { lineage, genesis, gap } = item;
    if (before && gap && !this.#isExplained(before, item, gap))
      this.problems.push(`${key}: ${gap.reason} for no reason`);
    const planned = this.#planned.get(key);
    const learner = this.#learners.find(({ hash }) => hash === item.learner)!;
    const pointer = item.snapshot;
    const base = pointer && this.#intact.get(pointer.key);
    const beginning = { learner, base, sequence: pointer?.sequence, genesis };
    // A key without the stream has no shard of its own.
    this.#oracles.set(`${key} ${lineage}`, new Oracle(beginning, planned?.records ?? []));
    const begins = () =>
      this.#firstStates(planned!, learner).map((state) => withLost(state, planned!, genesis, learner));
    if (!before && planned && !gap && !begins().some((state) => isSame(base, state))) {
      this.problems.push(`${key} does not begin with the end of its parents and what it lost itself`);
    }
    const known = before && this.oracleOf(key, before.lineage).states.get(before.last ?? '');
    if (gap?.reason === 'idle' && known && !isSame(base ?? packSources(new Sources(learner.sources)), known)) {
      this.problems.push(`${key} does not go on with what was known`);
    }
  }

  /** Whether something happened for which a lineage may begin. */
  #isExplained(before: ShardItem, { genesisArrivalMs }: ShardItem, { reason, atMs }: Gap): boolean {
    const { snapshot, previous, lastArrivalMs } = before;
    const knownMs = Math.min(...[snapshot, previous].map((pointer) => pointer?.arrivalMs ?? before.genesisArrivalMs));
    if (reason === 'idle') return atMs - lastArrivalMs > 23 * HOUR_MS;
    if (reason === 'expired') return atMs - knownMs > 23 * HOUR_MS;
    if (reason === 'late') return atMs - genesisArrivalMs > HOUR_MS / 4;
    if (reason === 'unreadable') return this.isDamaged;
    return reason === 'settings' || reason === 'crashed' || reason === 'endless';
  }

  #name(key: string, before: ShardItem | undefined, { lineage, learner: hash, genesis, snapshot }: ShardItem): void {
    if (before?.lineage === lineage && before.snapshot?.key === snapshot?.key) return;
    const learner = this.#learners.find((one) => one.hash === hash)!;
    const base = snapshot && this.#intact.get(snapshot.key);
    const all = this.#named.get(key) ?? [];
    this.#named.set(key, [...all, { learner, base, sequence: snapshot?.sequence, genesis }]);
  }

  /** What a shard may begin with: one for each lineage that its parents had; undefined: nothing is known. */
  #firstStates({ parents, ...shard }: PlannedShard, learner: Learner): (Uint8Array | undefined)[] {
    const ends = parents.map((shardId) =>
      this.#endsOf(this.#planned.get(keyOfPlanned({ ...shard, shardId }))!, learner),
    );
    return ends
      .reduce<(Uint8Array | undefined)[][]>(
        (all, some) => all.flatMap((left) => some.map((right) => [...left, right])),
        [[]],
      )
      .map((states) => {
        const known = states.flatMap((state) => (state ? unpackSources(state.slice(), learner.sources) : []));
        return known.length === 0 ? undefined : packSources(mergeSources(learner.sources, known));
      });
  }

  #endsOf(shard: PlannedShard, learner: Learner): (Uint8Array | undefined)[] {
    const key = keyOfPlanned(shard);
    const item = this.stored.get(key);
    const last = shard.records.at(-1)?.sequenceNumber;
    if (!item) {
      return this.#firstStates(shard, learner).map((base) => {
        if (!base) return undefined;
        const oracle = new Oracle({ learner, base, sequence: undefined, genesis: '0' }, shard.records);
        return oracle.states.get(last ?? '');
      });
    }
    const named = this.#named.get(key) ?? [];
    return named.map((beginning) => new Oracle({ ...beginning, learner }, shard.records).states.get(last ?? ''));
  }
}

export function keyOfPlanned({ streamCreatedMs, shardId }: Pick<PlannedShard, 'streamCreatedMs' | 'shardId'>): string {
  return shardKeyOf({ streamArn: STREAM_ARN, streamCreatedMs, shardId });
}

/** Whether all is known: it is said after the write, and lost with a process that dies in between. */
function isWhole({ reason }: Gap): boolean {
  return reason === 'settings' || reason === 'crashed';
}

/** A state of before a shard, with its records learned that were given up before genesis, the first one delivered. */
function withLost(base: Uint8Array | undefined, { records }: PlannedShard, genesis: string, learner: Learner) {
  const lost = records.filter(({ sequenceNumber }) => BigInt(sequenceNumber) < BigInt(genesis));
  if (base === undefined || lost.length === 0) return base;
  const oracle = new Oracle({ learner, base, sequence: undefined, genesis: '0' }, lost);
  return oracle.states.get(lost.at(-1)!.sequenceNumber);
}

function isBehind(before: string | undefined, after: string | undefined): boolean {
  return before !== undefined && (after === undefined || BigInt(after) < BigInt(before));
}

/** Two states are the same, byte for byte; nothing known is an empty one. */
function isSame(state: Uint8Array | undefined, expected: Uint8Array | undefined): boolean {
  if (state === undefined || expected === undefined) return state === expected;
  return Buffer.compare(state, expected) === 0;
}

function shown(verdict: Entry['past']): string {
  return verdict ? `${verdict.surprise} at its observation ${verdict.observations}` : 'by nothing';
}
