import { OPEN_GATE } from '../../../incidents/message-gate.ts';
import type { ScoringAnswer } from '../../../lambda/aws/scoring-endpoint.ts';
import type { Ports, Report } from '../../../lambda/consumer/ports.ts';
import { emptyMemory, type Memory } from '../../../lambda/consumer/process-batch.ts';
import type { BatchSettings } from '../../../lambda/consumer/settings.ts';
import { type PortName, Unavailable } from '../../../lambda/failures.ts';
import { endpointScoring } from '../../../lambda/scoring/endpoint.ts';
import { Evidence } from '../../../lambda/scoring/evidence.ts';
import type { RecordPage, SourceStatePorts } from '../../../lambda/source-state/ports.ts';
import type { Decisions } from '../consumer/decisions.ts';
import { InMemoryAws } from '../consumer/in-memory-aws.ts';

/** An execution environment of the function: it has one invocation at a time, and is lost when that dies. */
export class Sandbox {
  readonly memory: Memory = emptyMemory();
  readonly evidence = new Evidence();
  readonly settings: BatchSettings;
  /** Deployments that switch source state off or on leave no sandbox of before. */
  readonly deployment: number;
  isBusy = false;

  constructor(settings: BatchSettings, deployment: number) {
    this.settings = settings;
    this.deployment = deployment;
  }
}

/** One invocation. */
export interface Invocation {
  readonly sandbox: Sandbox;
  readonly streamCreatedMs: number;
  readonly shardId: string;
  deadlineMs: number;
  isDead: boolean;
  /** Lambda gives it up, dead or frozen. */
  end(): void;
}

const NONE = new Array<'none'>(17).fill('none');
const FAULTS = [
  ...NONE,
  ...['refused', 'lost', 'repeated'],
  ...['killed before', 'killed after', 'frozen before', 'frozen after'],
] as const;
const FROZEN_MS = [20 * 60_000, 7 * 3_600_000, 9 * 24 * 3_600_000];
const CALL_MS = 40;
const HOUR_MS = 3_600_000;

/** What a broken protocol would make of its ports. */
export type Break = (ports: Ports, invocation: Invocation) => Ports;

/** A virtual clock, and sandboxes whose calls fail, succeed unnoticed, outlive their invocation, or wait for days. */
export class SandboxWorld {
  readonly aws = new InMemoryAws();
  nowMs: number;
  /** S3 does not answer before. */
  s3AwayUntilMs = 0;
  /** The quarantine bucket does not answer before. */
  quarantineAwayUntilMs = 0;
  readonly retentionMs = 24 * HOUR_MS;
  readonly #decisions: Decisions;
  readonly #break: Break;
  readonly #waiting: { readonly atMs: number; readonly invocation?: Invocation; readonly resume: () => void }[] = [];

  constructor(decisions: Decisions, nowMs: number, breakIt: Break = (ports) => ports) {
    this.#decisions = decisions;
    this.nowMs = nowMs;
    this.#break = breakIt;
  }

  /** Lets time pass for whoever waits for it. */
  pass(ms: number): Promise<void> {
    return new Promise((resume) => this.#waiting.push({ atMs: this.nowMs + ms, resume }));
  }

  /** Lets everybody go on, one call at a time, until the work has ended and nobody is frozen any more. */
  async untilDone(work: Promise<unknown>): Promise<void> {
    let isOver = false;
    let failure: unknown;
    work.then(
      () => {
        isOver = true;
      },
      (error) => {
        failure = error;
      },
    );
    for (let steps = 0; ; ) {
      await new Promise(setImmediate);
      if (failure) throw failure;
      if (this.#waiting.length === 0 && isOver) return;
      // Where nobody waits for the world, it waits for the machine, which may be busy.
      if (this.#waiting.length > 0 && ++steps > 20_000) throw new Error('the world does not come to rest');
      this.#resumeOne();
    }
  }

  ports(invocation: Invocation, report: Report): Ports {
    const { aws } = this;
    const { sandbox } = invocation;
    const scoring = {
      ...sandbox.settings,
      timeoutMs: sandbox.settings.scoringTimeoutMs,
      invoke: (body: Uint8Array) => this.#score(invocation, body),
      now: () => this.nowMs,
      onCall: () => {},
    };
    const incident = <T>(effect: () => Promise<T>) => this.#call(invocation, 'incidents', effect);
    const ports: Ports = {
      score: endpointScoring(scoring, sandbox.evidence),
      models: aws.models,
      incidents: {
        read: (source) => incident(() => aws.incidents.read(source)),
        write: (item) => incident(() => aws.incidents.write(item)),
        clearPending: (source, alertId) => incident(() => aws.incidents.clearPending(source, alertId)),
        keepAlert: (alert) => incident(() => aws.incidents.keepAlert(alert)),
        noteHeldBack: (...what) => incident(() => aws.incidents.noteHeldBack(...what)),
      },
      gate: OPEN_GATE,
      canaries: {
        has: (nonce) => incident(() => aws.canaries.has(nonce)),
        settle: (nonce, outcome) => incident(() => aws.canaries.settle(nonce, outcome)),
      },
      notes: {
        read: (record) => incident(() => aws.notes.read(record)),
        write: (record, note) => incident(() => aws.notes.write(record, note)),
        clear: (record) => incident(() => aws.notes.clear(record)),
      },
      streamCreationMs: async () => invocation.streamCreatedMs,
      publish: (alert) => this.#call(invocation, 'alerts', () => aws.publish(alert)),
      quarantine: (observations) =>
        this.#call(invocation, 'quarantine', async () => {
          if (this.nowMs < this.quarantineAwayUntilMs) throw new Unavailable('quarantine', 'the bucket is away');
          await aws.quarantine(observations);
        }),
      sourceState: this.#sourceState(invocation),
      report,
      now: () => this.nowMs,
      remainingMs: () => invocation.deadlineMs - this.nowMs,
      sleep: (ms) => this.#turn(invocation, ms),
      random: () => 0.5,
    };
    return this.#break(ports, invocation);
  }

  #sourceState(invocation: Invocation): SourceStatePorts {
    const { items, snapshots, stream } = this.aws.sourceState;
    const call = <T>(effect: () => Promise<T>) => this.#call(invocation, 'sourceState', effect);
    return {
      newToken: () => this.aws.sourceState.newToken(),
      items: {
        read: (key) => call(() => items.read(key)),
        create: (...what) => call(() => items.create(...what)),
        commit: (...what) => call(() => items.commit(...what)),
        beginLineage: (...what) => call(() => items.beginLineage(...what)),
        moveSnapshot: (...what) => call(() => items.moveSnapshot(...what)),
      },
      snapshots: {
        put: (key, bytes) => call(() => this.#ofS3(() => snapshots.put(key, bytes))),
        get: (key) => call(() => this.#ofS3(() => snapshots.get(key))),
      },
      stream: {
        pages: (shard, from) => this.#pages(invocation, () => stream.pages(shard, from)),
        parents: (shard) => call(() => stream.parents(shard)),
      },
    };
  }

  async #ofS3<T>(effect: () => Promise<T>): Promise<T> {
    if (this.nowMs < this.s3AwayUntilMs) throw new Unavailable('sourceState', 'S3 is away');
    return effect();
  }

  async *#pages(invocation: Invocation, open: () => AsyncIterable<RecordPage>): AsyncGenerator<RecordPage> {
    for await (const page of open()) {
      const isKept = ({ arrivalMs }: { arrivalMs: number }) => arrivalMs > this.nowMs - this.retentionMs;
      const hasCome = ({ arrivalMs }: { arrivalMs: number }) => arrivalMs <= this.nowMs;
      yield await this.#call(invocation, 'stream', async () => ({
        ...page,
        records: page.records.filter((record) => isKept(record) && hasCome(record)),
      }));
    }
  }

  async #score(invocation: Invocation, body: Uint8Array): Promise<ScoringAnswer> {
    return this.#call(invocation, 'scoring', () => this.aws.invoke(body));
  }

  async #call<T>(invocation: Invocation, port: PortName, effect: () => Promise<T>): Promise<T> {
    const fault = FAULTS[this.#decisions.choose(FAULTS.length)];
    await this.#turn(invocation, CALL_MS);
    if (fault === 'refused') throw new Unavailable(port, fault);
    if (fault === 'killed before') return this.#die(invocation);
    if (fault === 'frozen before') await this.#freeze(invocation);
    const result = await effect();
    if (fault === 'killed after') return this.#die(invocation);
    if (fault === 'frozen after') await this.#freeze(invocation);
    if (fault === 'lost') throw new Unavailable(port, fault);
    // The SDK asks again when an answer is lost. An object that is put again is the same.
    return fault === 'repeated' ? effect().catch(() => result) : result;
  }

  #turn(invocation: Invocation, ms: number): Promise<void> {
    if (invocation.isDead) return new Promise(() => {});
    return new Promise((resume) => this.#waiting.push({ atMs: this.nowMs + ms, invocation, resume }));
  }

  /** Never returns, like a dead process. */
  #die(invocation: Invocation): Promise<never> {
    invocation.isDead = true;
    invocation.end();
    return new Promise(() => {});
  }

  /** Lambda takes it for dead; later it goes on as if nothing had been. */
  #freeze(invocation: Invocation): Promise<void> {
    const ms = FROZEN_MS[this.#decisions.choose(FROZEN_MS.length)];
    invocation.deadlineMs += ms;
    invocation.end();
    return this.#turn(invocation, ms);
  }

  #resumeOne(): void {
    const alive = this.#waiting.filter(({ invocation }) => !invocation?.isDead);
    if (alive.length === 0) {
      this.#waiting.length = 0;
      return;
    }
    this.nowMs = Math.max(this.nowMs, Math.min(...alive.map(({ atMs }) => atMs)));
    const due = alive.filter(({ atMs }) => atMs <= this.nowMs + CALL_MS);
    const next = due[this.#decisions.choose(due.length)];
    this.nowMs = Math.max(this.nowMs, next.atMs);
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    if (next.invocation && this.nowMs > next.invocation.deadlineMs) this.#die(next.invocation);
    else next.resume();
  }
}
