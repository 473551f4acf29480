import type { KinesisStreamEvent } from 'aws-lambda';
import { EMPTY_POINTER } from '../../contracts/model-registry.ts';
import { DEFAULT_SEVERITY_BANDS } from '../../contracts/verdict.ts';
import type { Invoke } from '../../lambda/aws/scoring-endpoint.ts';
import type { Ports } from '../../lambda/consumer/ports.ts';
import type { ConsumerCode } from './consumer-code.ts';
import { inMemorySourceState } from './in-memory-source-state.ts';

type BatchSettings = Parameters<ConsumerCode['processBatch']>[1];

/** As the stack sets them, but for where ports lead. */
export const SETTINGS: BatchSettings = {
  alerting: 'alert',
  cooldownMs: 300_000,
  openingEvidence: 3,
  severityBands: DEFAULT_SEVERITY_BANDS,
  mapping: {},
  source: 'auto',
  scoringTimeoutMs: 10_000,
  maxRequestBytes: 4_000_000,
  maxConcurrentRequests: 2,
  parallelization: 1,
  unknownFeatures: 'warn',
  quarantineAlertPercent: 50,
};

/** As the stack sets them. */
const SOURCE_STATE: NonNullable<typeof SETTINGS.sourceState> = {
  sensitivity: 'normal',
  tellWhileLearning: false,
  silence: true,
  counters: [],
  timeZone: 'UTC',
  maxSourceFeatures: 100_000,
  silentAfterMs: 90 * 86_400_000,
  maxRecordAgeMs: 3_600_000,
  streamRetentionMs: 86_400_000,
  maxMemoryBytes: 300_000_000,
};

/** Of nearly all observations. */
export const USUAL_ANSWER = {
  score: 0.4312,
  threshold: 0.6127,
  anomalous: false,
  grade: 0,
  modelVersion: '2026-11-20T12:00:00Z',
};
const STRANGE = {
  ...USUAL_ANSWER,
  score: 0.7321,
  anomalous: true,
  grade: 0.61,
  surprise: 3.4,
  contributions: [{ feature: 'feature_1', contribution: 0.2, observed: 71.2, expected: 60.1, direction: 'above' }],
  explanation: 'feature_1 is 71.2, usually about 60.1',
};

/** One model, as long as it is. */
export const POINTER = {
  ...EMPTY_POINTER,
  changes: [{ model: '0'.repeat(64), holdsFromMs: 0, kind: 'deployed' as const, atMs: 0, by: 'bench', why: '' }],
};

const NO_METRICS = { addMetric() {}, publishStoredMetrics() {} } as unknown as Parameters<
  ConsumerCode['reportToCloudWatch']
>[1];

/** What a bench changes of the world around the consumer. */
export interface World {
  /** Every observation is anomalous. @default false */
  readonly isStrange?: boolean;
  /** One of so many is anomalous, and told. @default none */
  readonly strangeEach?: number;
  /** Each call to AWS waits for it. @default at once */
  readonly answered?: () => Promise<void>;
  readonly onPublish?: () => void;
  /** Sources are judged by their past. @default not */
  readonly hasSourceState?: boolean;
  /** Rows are kept for training. @default they are */
  readonly keepsRows?: boolean;
}

/** A consumer process of some version, with everything outside it in memory: how it takes one batch after the other. */
export class BenchConsumer {
  readonly #code: ConsumerCode;
  readonly #memory: ReturnType<ConsumerCode['emptyMemory']>;
  readonly #ports: Ports;
  readonly #settings: BatchSettings;
  #nowMs = 0;
  #answer: { observations: number; body: string } = { observations: 0, body: '' };

  constructor(code: ConsumerCode, world: World = {}) {
    this.#code = code;
    this.#memory = code.emptyMemory();
    this.#ports = this.#portsTo(world);
    this.#settings = world.hasSourceState ? { ...SETTINGS, sourceState: SOURCE_STATE } : SETTINGS;
  }

  /**
   * Takes a batch as the function does: the event comes as text.
   *
   * @param observations how many it holds, at most as many as go in one request
   * @throws unless all of them are done
   */
  async process(event: string, observations: number): Promise<void> {
    this.#answer = this.#answer.observations === observations ? this.#answer : { observations, body: '' };
    const records = (JSON.parse(event) as KinesisStreamEvent).Records.map(this.#code.toStreamRecord);
    this.#nowMs = records[0].arrivalMs + 1000;
    const line = await this.#code.processBatch(records, this.#settings, this.#ports, this.#memory);
    if (line.done !== observations) throw new Error(`${observations} observations sent, done ${JSON.stringify(line)}`);
  }

  #portsTo({
    isStrange = false,
    strangeEach = Number.POSITIVE_INFINITY,
    keepsRows = true,
    answered = async () => {},
    onPublish = () => {},
  }: World): Ports {
    const verdictOf = (_: unknown, i: number) =>
      isStrange || i % strangeEach === strangeEach - 1 ? STRANGE : USUAL_ANSWER;
    const invoke: Invoke = async () => {
      await answered();
      const { observations } = this.#answer;
      this.#answer.body ||= JSON.stringify({ scores: Array.from({ length: observations }, verdictOf) });
      return { kind: 'answered', body: this.#answer.body };
    };
    const scoring = { ...SETTINGS, timeoutMs: SETTINGS.scoringTimeoutMs, invoke, now: () => this.#nowMs, onCall() {} };
    const log = (message: unknown, ...fields: unknown[]) => void JSON.stringify({ message, ...Object(fields[0]) });
    return {
      score: this.#code.endpointScoring(scoring),
      models: { pointer: () => answered().then(() => POINTER) },
      incidents: {
        read: () => answered().then(() => undefined),
        write: () => answered().then(() => true),
        clearPending: answered,
        keepAlert: answered,
        noteHeldBack: answered,
      },
      gate: { ask: () => answered().then(() => ({ is: 'told' as const })), settle() {} },
      canaries: { has: async () => false, settle: answered },
      notes: { read: () => answered().then(() => undefined), write: answered, clear: answered },
      streamCreationMs: async () => 1_760_000_000_000,
      publish: () => {
        onPublish();
        return answered();
      },
      quarantine: answered,
      sourceState: inMemorySourceState(answered),
      samples: keepsRows ? { read: async () => undefined, write: () => answered().then(() => '"1"') } : undefined,
      report: this.#code.reportToCloudWatch(
        { info: log, warn: log, error: log },
        NO_METRICS,
        { logVerdicts: 'anomalies', logFeatures: true },
        () => this.#nowMs,
        async () => {},
      ),
      now: () => this.#nowMs,
      remainingMs: () => 60_000,
      sleep: async () => {},
      random: () => 0.5,
    };
  }
}
