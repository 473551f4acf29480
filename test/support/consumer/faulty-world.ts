import type { Alert } from '../../../contracts/alert.ts';
import type { HistoryStore } from '../../../history/history-store.ts';
import { recordedGate } from '../../../history/recorded-gate.ts';
import { recordedPublish } from '../../../history/recorded-publish.ts';
import type { IncidentStore } from '../../../incidents/incident-item.ts';
import { messageGate } from '../../../incidents/message-gate.ts';
import { readForCounting } from '../../../lambda/aws/incident-history.ts';
import type { ScoringAnswer } from '../../../lambda/aws/scoring-endpoint.ts';
import type { Ports, Report } from '../../../lambda/consumer/ports.ts';
import { type PortName, Unavailable } from '../../../lambda/failures.ts';
import { endpointScoring } from '../../../lambda/scoring/endpoint.ts';
import { Evidence } from '../../../lambda/scoring/evidence.ts';
import type { SweepPorts } from '../../../lambda/sweeper/sweep.ts';
import type { Decisions } from './decisions.ts';
import { InMemoryAws } from './in-memory-aws.ts';
import { SETTINGS } from './settings.ts';

/** A process that runs in the world, and that the world can kill. */
export interface Process {
  readonly deadlineMs: number;
  isDead: boolean;
}

/** What can happen to a call. 0 is nothing. */
const FAULTS = ['none', 'none', 'refused', 'lost', 'killed before', 'killed after'] as const;
type Fault = (typeof FAULTS)[number];
const SCORING_FAULTS = [
  'none',
  'none',
  'refused',
  'timeout',
  'short',
  'long',
  'not JSON',
  '4xx',
  'killed before',
] as const;
const CALL_MS = 40;
/** Few, so that many are held back. */
export const MESSAGES_PER_MINUTE = 3;
/**
 * More often than an observation is asked for before it is to blame: then the world takes it for a bad one, as the
 * consumer must.
 */
const MAX_SPOILT = 8;

/**
 * A virtual clock, processes that run interleaved, and calls to AWS that fail, succeed unnoticed, or outlive their
 * caller: each as the decisions say, and well when they are over.
 */
export class FaultyWorld {
  readonly aws = new InMemoryAws();
  readonly told: Alert[] = [];
  nowMs: number;
  /** Faults after which an alert may be repeated: deaths, and answers lost between publishing and recording it. */
  repeatableFaults = 0;
  readonly #decisions: Decisions;
  /** How often each request was spoilt. */
  readonly #spoilt = new Map<string, number>();
  readonly #waiting: { readonly process: Process; readonly atMs: number; readonly resume: () => void }[] = [];
  readonly #deaths = new Map<Process, () => void>();

  constructor(decisions: Decisions, nowMs: number) {
    this.#decisions = decisions;
    this.nowMs = nowMs;
  }

  /** Runs work as a process of its own; undefined when it dies of a fault or of its time limit. */
  async run<T>(timeLimitMs: number, work: (process: Process) => Promise<T>): Promise<T | undefined> {
    const process: Process = { deadlineMs: this.nowMs + timeLimitMs, isDead: false };
    const death = new Promise<undefined>((resolve) => this.#deaths.set(process, () => resolve(undefined)));
    return Promise.race([work(process), death]);
  }

  /** Lets processes go on, one call at a time, until all work has ended. */
  async untilDone(work: Promise<unknown>): Promise<void> {
    let isOver = false;
    let failure: unknown;
    work
      .catch((error) => {
        failure = error;
      })
      .finally(() => {
        isOver = true;
      });
    for (let steps = 0; ; ) {
      await new Promise(setImmediate);
      if (failure) throw failure;
      if (isOver) return;
      // Where nobody waits for the world, it waits for the machine, which may be busy.
      if (this.#waiting.length > 0 && ++steps > 3000) throw new Error('the world does not come to rest');
      this.#resumeOne();
    }
  }

  /** Escalation is due after so long; absent where nobody else is told. */
  escalateAfterMinutes?: number;

  history(process: Process): HistoryStore {
    const { history } = this.aws;
    return {
      read: (incidentId) => this.#call(process, 'incidents', () => history.read(incidentId)),
      write: (known) => this.#call(process, 'incidents', () => history.write(known)),
      addEntry: (incidentId, entry) => this.#call(process, 'incidents', () => history.addEntry(incidentId, entry)),
      toldAlert: (incidentId, alertId) =>
        this.#call(process, 'incidents', () => history.toldAlert(incidentId, alertId)),
    };
  }

  /** @param evidence what the process has seen of the endpoint */
  ports(process: Process, report: Report, evidence: Evidence): Ports {
    const { aws } = this;
    const history = this.history(process);
    const read: IncidentStore['read'] = (source) => this.#call(process, 'incidents', () => aws.incidents.read(source));
    const toTopic = (alert: Alert) => this.#call(process, 'alerts', () => aws.publish(alert), 'lost');
    const scoring = {
      ...SETTINGS,
      timeoutMs: SETTINGS.scoringTimeoutMs,
      invoke: (body: Uint8Array, timeoutMs: number) => this.#score(process, body, timeoutMs),
      now: () => this.nowMs,
      onCall: () => {},
    };
    const incidents: Ports['incidents'] = {
      read,
      write: (item) => this.#call(process, 'incidents', () => aws.incidents.write(item)),
      clearPending: (source, alertId) =>
        this.#call(process, 'incidents', () => aws.incidents.clearPending(source, alertId), 'refused'),
      keepAlert: (kept) => this.#call(process, 'incidents', () => aws.incidents.keepAlert(kept)),
      noteHeldBack: (...what) => this.#call(process, 'incidents', () => aws.incidents.noteHeldBack(...what)),
    };
    const clock = { now: () => this.nowMs, sleep: (ms: number) => this.#turn(process, ms), random: () => 0.5 };
    const busy = () => new Unavailable('incidents', 'busy');
    const gate = messageGate({ incidents, messagesPerMinute: MESSAGES_PER_MINUTE, ...clock }, busy);
    return {
      score: endpointScoring(scoring, evidence),
      models: aws.models,
      incidents: { ...incidents, read: readForCounting(read, history) },
      gate: recordedGate({ history, gate, now: () => this.nowMs }),
      canaries: {
        has: (nonce) => this.#call(process, 'incidents', () => aws.canaries.has(nonce)),
        settle: (nonce, outcome) => this.#call(process, 'incidents', () => aws.canaries.settle(nonce, outcome)),
      },
      notes: {
        read: (record) => this.#call(process, 'incidents', () => aws.notes.read(record)),
        write: (record, note) => this.#call(process, 'incidents', () => aws.notes.write(record, note)),
        clear: (record) => this.#call(process, 'incidents', () => aws.notes.clear(record)),
      },
      streamCreationMs: () => this.#call(process, 'stream', () => aws.streamCreationMs()),
      publish: recordedPublish({ history, publish: toTopic, now: () => this.nowMs }, this.escalateAfterMinutes),
      quarantine: (observations) => this.#call(process, 'quarantine', () => aws.quarantine(observations)),
      sourceState: aws.sourceState,
      report,
      now: () => this.nowMs,
      remainingMs: () => process.deadlineMs - this.nowMs,
      sleep: (ms) => this.#turn(process, ms),
      random: () => 0.5,
    };
  }

  sweepPorts(process: Process, report: Report): SweepPorts {
    const { incidents, gate, publish, now, remainingMs } = this.ports(process, report, new Evidence());
    const { takeOnAlert, forgetAlert, due } = this.aws.incidents;
    const all: IncidentStore = {
      ...incidents,
      takeOnAlert: (...what) => this.#call(process, 'incidents', () => takeOnAlert(...what)),
      forgetAlert: (...which) => this.#call(process, 'incidents', () => forgetAlert(...which), 'refused'),
      read: (source) => this.#call(process, 'incidents', () => this.aws.incidents.read(source)),
      due,
    };
    const publishEscalation = (alert: Alert) =>
      this.#call(process, 'alerts', () => this.aws.publishEscalation(alert), 'lost');
    const history = this.history(process);
    return { incidents: all, history, gate, publish, publishEscalation, now, remainingMs };
  }

  async #score(process: Process, body: Uint8Array, timeoutMs: number): Promise<ScoringAnswer> {
    const fault = SCORING_FAULTS[this.#decisions.choose(SCORING_FAULTS.length)];
    await this.#turn(process, fault === 'timeout' ? timeoutMs : CALL_MS);
    if (fault === 'refused' || fault === 'timeout') throw new Unavailable('scoring', fault);
    if (fault === 'killed before') return this.#die(process);
    const request = new TextDecoder().decode(body);
    const spoilt = this.#spoilt.get(request) ?? 0;
    const answer = await this.aws.invoke(body);
    // Two wrongs could make a right number of scores.
    const isWrongAlready = answer.kind === 'refused' || request.includes('garbles');
    if (isWrongAlready || spoilt >= MAX_SPOILT || fault === 'none') return answer;
    this.#spoilt.set(request, spoilt + 1);
    return spoil(answer.body, fault);
  }

  /** @param repeatable the fault after which people may be told again */
  async #call<T>(process: Process, port: PortName, effect: () => Promise<T>, repeatable?: Fault): Promise<T> {
    const fault = FAULTS[this.#decisions.choose(FAULTS.length)];
    await this.#turn(process, CALL_MS);
    if (fault === repeatable) this.repeatableFaults++;
    if (fault === 'refused') throw new Unavailable(port, fault);
    if (fault === 'killed before') return this.#die(process);
    const result = await effect();
    if (fault === 'killed after') return this.#die(process);
    if (fault === 'lost') throw new Unavailable(port, fault);
    return result;
  }

  #turn(process: Process, ms: number): Promise<void> {
    if (process.isDead) return new Promise(() => {});
    return new Promise((resume) => this.#waiting.push({ process, atMs: this.nowMs + ms, resume }));
  }

  /** Never returns, like a dead process. */
  #die(process: Process): Promise<never> {
    process.isDead = true;
    this.repeatableFaults++;
    this.#deaths.get(process)!();
    return new Promise(() => {});
  }

  #resumeOne(): void {
    const alive = this.#waiting.filter(({ process }) => !process.isDead);
    if (alive.length === 0) return;
    const earliestMs = Math.min(...alive.map(({ atMs }) => atMs));
    this.nowMs = Math.max(this.nowMs, earliestMs);
    const due = alive.filter(({ atMs }) => atMs <= this.nowMs + CALL_MS);
    const next = due[this.#decisions.choose(due.length)];
    this.nowMs = Math.max(this.nowMs, next.atMs);
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    if (this.nowMs > next.process.deadlineMs) this.#die(next.process);
    else next.resume();
  }
}

function spoil(body: string, fault: (typeof SCORING_FAULTS)[number]): ScoringAnswer {
  if (fault === '4xx') return { kind: 'refused', reason: fault };
  const { scores } = JSON.parse(body) as { scores: unknown[] };
  if (fault === 'short') scores.pop();
  else scores.push(scores[0]);
  return { kind: 'answered', body: fault === 'not JSON' ? '<html>Bad Gateway</html>' : JSON.stringify({ scores }) };
}
