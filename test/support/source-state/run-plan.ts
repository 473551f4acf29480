import { isOurBug } from '../../../contracts/bug-problems.ts';
import { isStateRecord } from '../../../contracts/record-forms/state-record.ts';
import { identityOfEntry } from '../../../lambda/consumer/entry.ts';
import type { Report } from '../../../lambda/consumer/ports.ts';
import { processBatch } from '../../../lambda/consumer/process-batch.ts';
import type { BatchSettings } from '../../../lambda/consumer/settings.ts';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';
import type { Decisions } from '../consumer/decisions.ts';
import { type Plan, type PlannedShard, START_MS } from './plan.ts';
import { LEARNERS, MODELS, OFF, ON, RECORD_AGE_MS, RULES } from './plan-settings.ts';
import { rollPlannedForward } from './roll-planned-forward.ts';
import { type Break, type Invocation, Sandbox, SandboxWorld } from './sandbox-world.ts';
import { keyOfPlanned, WatchedSourceState } from './watch.ts';
import { WatchedDecisions } from './watch-decisions.ts';

const TIME_LIMIT_MS = 60_000;
const HOUR_MS = 3_600_000;
const DELIVERED_BYTES = 4_000_000;

/** Delivers all shards of a plan as event source mappings do, while faults happen, and then until all is at rest. */
export class PlanRun {
  readonly state: WatchedSourceState;
  readonly world: SandboxWorld;
  readonly #plan: Plan;
  readonly #decisions: Decisions;
  readonly #decided: WatchedDecisions;
  readonly #sandboxes: Sandbox[] = [];
  /** Delivered to their ends. */
  readonly #ended = new Set<PlannedShard>();
  #deployment = 0;
  #settings: readonly BatchSettings[] = ON;
  #rules: Partial<BatchSettings> = {};
  /** Identities by what became of them. */
  readonly done = new Set<string>();
  readonly quarantined = new Set<string>();

  constructor(plan: Plan, decisions: Decisions, breakIt?: Break) {
    this.#plan = plan;
    this.#decisions = decisions;
    this.state = new WatchedSourceState(plan, LEARNERS);
    this.world = new SandboxWorld(decisions, START_MS, breakIt);
    Object.assign(this.world.aws, { sourceState: this.state });
    this.#decided = new WatchedDecisions(this.world.aws, this.state.problems);
  }

  /** @returns what was found wrong */
  async problems(): Promise<readonly string[]> {
    const all = async () => {
      for (const stream of this.#plan.streams) await Promise.all(stream.map((shard) => this.#deliver(shard)));
    };
    await this.world.untilDone(all());
    for (const { memory } of this.#sandboxes) this.#compare(memory);
    this.#decided.compareWrites();
    return this.state.problems;
  }

  async #deliver(shard: PlannedShard): Promise<void> {
    const { world } = this;
    await this.#untilBegun(shard);
    const { records } = shard;
    let most = records.length;
    for (let at = 0; at < records.length; ) {
      const { arrivalMs, bytes } = records[at];
      await this.#waitFor(arrivalMs);
      if (bytes.length > DELIVERED_BYTES || world.nowMs - arrivalMs > RECORD_AGE_MS) {
        // Given up.
        at++;
        continue;
      }
      if (this.#somethingHappens() === 'throttled') {
        // Nothing is delivered for so long that what waits is given up.
        await world.pass(7 * HOUR_MS);
        continue;
      }
      const batch = this.#batchFrom(records, at, most);
      const sandbox = this.#sandbox();
      const answer = await this.#invoke(batch, shard, sandbox);
      if (answer === undefined) {
        most = Math.max(1, batch.length >> 1);
        continue;
      }
      most = records.length;
      const end = answer === 'all' ? at + batch.length : records.findIndex((one) => one.sequenceNumber === answer);
      this.#expectFinished(shard, records.slice(at, end), sandbox);
      at = end;
    }
    this.#ended.add(shard);
  }

  /** A child may come before its parents are done, but not before anything of them was given to a consumer. */
  async #untilBegun({ parents, streamCreatedMs }: PlannedShard): Promise<void> {
    for (const shardId of parents) {
      const parent = this.#plan.streams
        .flat()
        .find((one) => keyOfPlanned(one) === keyOfPlanned({ streamCreatedMs, shardId }))!;
      await this.#untilBegun(parent);
      const isBegun = () => this.state.stored.has(keyOfPlanned(parent)) || this.#ended.has(parent);
      while (!isBegun()) await this.world.pass(10 * 60_000);
    }
  }

  /** Meanwhile somebody may look after snapshots, as it happens each hour. */
  async #waitFor(atMs: number): Promise<void> {
    const { world } = this;
    while (atMs - world.nowMs > HOUR_MS && this.#decisions.choose(3) > 0) {
      await world.pass(HOUR_MS);
      void this.#rollForward();
    }
    if (atMs > world.nowMs) await world.pass(atMs - world.nowMs);
  }

  async #rollForward(): Promise<void> {
    const settings = this.#settings[this.#decisions.choose(6) === 5 ? this.#settings.length - 1 : 0];
    if (!settings.sourceState) return;
    const sandbox = new Sandbox(settings, this.#deployment);
    for (const shard of this.#plan.streams.flat()) {
      const item = this.state.stored.get(keyOfPlanned(shard));
      if (item) await rollPlannedForward(shard, item, sandbox, this.world, this.#report(sandbox, keyOfPlanned(shard)));
    }
  }

  #batchFrom(records: readonly StreamRecord[], at: number, most: number): readonly StreamRecord[] {
    const size = Math.min(most, [records.length, 1, 2, 3][this.#decisions.choose(4)]);
    const batch = records.slice(at, at + size);
    const end = batch.findIndex(
      ({ arrivalMs, bytes }) => arrivalMs > this.world.nowMs || bytes.length > DELIVERED_BYTES,
    );
    return end === -1 ? batch : batch.slice(0, end);
  }

  #somethingHappens(): 'throttled' | undefined {
    const { world } = this;
    const what = this.#decisions.choose(40);
    if (what === 39) world.s3AwayUntilMs = world.nowMs + HOUR_MS;
    if (what === 38) {
      this.#deployment++;
      this.#settings = this.#settings === ON ? [OFF] : ON;
    }
    if (what === 37) this.#damageASnapshot();
    if (what === 34) world.aws.strangeFrom = MODELS[this.#decisions.choose(MODELS.length)];
    if (what === 33) this.#rules = RULES[this.#decisions.choose(RULES.length)];
    if (what === 32) this.#closeIncidents();
    if (what === 36) world.quarantineAwayUntilMs = world.nowMs + 5 * 60_000;
    return what === 35 ? 'throttled' : undefined;
  }

  /** Somebody else writes their items. */
  #closeIncidents(): void {
    for (const [source, item] of this.world.aws.items) {
      this.world.aws.items.set(source, { ...item, version: item.version + 1, incident: undefined });
    }
  }

  #damageASnapshot(): void {
    for (const { snapshot } of this.state.stored.values()) {
      const bytes = snapshot && this.state.objects.get(snapshot.key);
      if (!bytes) continue;
      bytes[bytes.length - 1] ^= 1;
      this.state.isDamaged = true;
    }
  }

  #sandbox(): Sandbox {
    const free = this.#sandboxes.filter((one) => !one.isBusy && one.deployment === this.#deployment);
    const choice = this.#decisions.choose(free.length + (free.length < 3 ? 2 : 1));
    const known = free[choice];
    if (known) return known;
    const settings = this.#settings[this.#decisions.choose(6) === 5 ? this.#settings.length - 1 : 0];
    const made = new Sandbox({ ...settings, ...this.#rules }, this.#deployment);
    this.#sandboxes.push(made);
    return made;
  }

  /** @returns the record from which it comes again, or that all is done; undefined when the invocation died */
  async #invoke(batch: readonly StreamRecord[], shard: PlannedShard, sandbox: Sandbox): Promise<string | undefined> {
    const { world } = this;
    const { streamCreatedMs, shardId } = shard;
    sandbox.isBusy = true;
    return new Promise<string | undefined>((answered, failed) => {
      const invocation: Invocation = {
        sandbox,
        streamCreatedMs,
        shardId,
        deadlineMs: world.nowMs + TIME_LIMIT_MS,
        isDead: false,
        end: () => answered(undefined),
      };
      const report = this.#report(sandbox, keyOfPlanned(shard));
      processBatch(batch, sandbox.settings, world.ports(invocation, report), sandbox.memory).then(({ retryFrom }) => {
        sandbox.isBusy = false;
        this.#compare(sandbox.memory);
        answered(retryFrom ?? 'all');
      }, failed);
    });
  }

  #report(sandbox: Sandbox, key: string): Report {
    return {
      done: (entry) => {
        this.done.add(`${key}/${identityOfEntry(entry)}`);
        this.#decided.done(key, entry);
        const known = sandbox.memory.past.shards.get(key);
        if (known) this.state.compareVerdict(key, known.lineage, entry);
        else if (sandbox.settings.sourceState) this.state.problems.push(`${key}: judged by what nobody knows`);
      },
      quarantined: ({ identity, reason }) => {
        this.quarantined.add(`${key}/${identity}`);
        if (isOurBug(reason.code) && reason.code !== 'crashed_function') this.state.problems.push(reason.message);
      },
      published: () => {},
      refused: () => {},
      heldBack: () => {},
      unavailable: () => {},
      fallback: () => {},
      sourceState: (event) => {
        if (event.kind === 'lineage') this.state.told.add(`${key} ${event.lineage}`);
      },
      shadow: () => {},
      silence: () => {},
      dataQuality: () => {},
      canary: () => {},
      archive: () => {},
      batch: () => {},
      flushed: async () => {},
    };
  }

  #compare({ past }: Sandbox['memory']): void {
    for (const shard of this.#plan.streams.flat()) {
      const known = past.shards.get(keyOfPlanned(shard));
      if (known) this.state.compare(keyOfPlanned(shard), known);
    }
  }

  #expectFinished(shard: PlannedShard, records: readonly StreamRecord[], { settings }: Sandbox): void {
    const key = keyOfPlanned(shard);
    for (const { sequenceNumber, bytes, shardId } of records) {
      const { last = '0', genesis = '0' } = this.state.stored.get(key) ?? {};
      // What is before a lineage was committed in the one before, or its records were given up.
      const isBefore = BigInt(sequenceNumber) < BigInt(genesis);
      if (settings.sourceState && !isBefore && BigInt(last) < BigInt(sequenceNumber)) {
        this.state.problems.push(`${key}: ${sequenceNumber} is finished and not committed`);
      }
      const isEmpty = Buffer.from(bytes).toString() === 'x,y' || isStateRecord(bytes);
      const first = `${key}/${shardId}:${sequenceNumber}:0`;
      if (!isEmpty && !this.done.has(first) && !this.quarantined.has(first)) {
        this.state.problems.push(`${key}: ${sequenceNumber} is lost`);
      }
      this.#decided.finished(`${key}/${shardId}:${sequenceNumber}`);
    }
  }
}
