import { type Alert, isNoData } from '../../../contracts/alert.ts';
import { encodeObservation } from '../../../contracts/observation.ts';
import type { SilenceLine } from '../../../contracts/silence-line.ts';
import { ADMIT_ALL, type AdmitNotice } from '../../../incidents/admission.ts';
import { OPEN_GATE } from '../../../incidents/message-gate.ts';
import type { Ports } from '../../../lambda/consumer/ports.ts';
import type { BatchSettings } from '../../../lambda/consumer/settings.ts';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';
import { shardKeyOf } from '../../../lambda/source-state/ports.ts';
import { tellHeldSilences } from '../../../lambda/sweeper/held-silences.ts';
import { tellSilentShards } from '../../../lambda/sweeper/silent-shards.ts';
import { sweep } from '../../../lambda/sweeper/sweep.ts';
import { TestConsumer } from './consumer.ts';
import { InMemoryAws } from './in-memory-aws.ts';
import { ARRIVAL_MS, STREAM_ARN } from './observations.ts';
import { SETTINGS } from './settings.ts';

export const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const PAST = {
  sensitivity: 'normal' as const,
  tellWhileLearning: false,
  silence: true,
  counters: [] as string[],
  timeZone: 'UTC',
  maxSourceFeatures: 100_000,
  silentAfterMs: 90 * 24 * HOUR_MS,
  maxRecordAgeMs: 6 * HOUR_MS,
  streamRetentionMs: 24 * HOUR_MS,
  maxMemoryBytes: 600_000_000,
};
const shardId = 'shardId-000000000000';
export const KEY = shardKeyOf({ streamArn: STREAM_ARN, streamCreatedMs: Date.parse('2026-01-01T00:00:00Z'), shardId });

/** A record a minute with what these sources say. */
export function recordAt(minute: number, sources: readonly string[]): StreamRecord {
  const arrivalMs = ARRIVAL_MS + minute * MINUTE_MS;
  const lines = sources.map((source) => encodeObservation({ source, timestampMs: arrivalMs, features: { x: 0 } }));
  const bytes = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
  return {
    streamArn: STREAM_ARN,
    shardId,
    partitionKey: 'key',
    sequenceNumber: String(1000 + minute),
    arrivalMs,
    bytes,
  };
}

/** Who is silent in which minutes: from the first on, to before the second. */
type Silences = Readonly<Record<string, readonly [from: number, to: number]>>;

export function recordsOf(sources: readonly string[], minutes: number, silences: Silences = {}): StreamRecord[] {
  return Array.from({ length: minutes }, (_, minute) => {
    const speaks = (source: string) => {
      const [from, to] = silences[source] ?? [minutes, minutes];
      return minute < from || minute >= to;
    };
    return recordAt(minute, sources.filter(speaks));
  }).filter(({ bytes }) => bytes.length > 0);
}

export const PUMPS = ['pump-1', 'pump-2', 'pump-3'];
export const ALL = Array.from({ length: 30 }, (_, i) => `pump-${i}`);

/** A consumer of the records, each when it came. */
export class SilenceRun {
  readonly aws: InMemoryAws;
  readonly consumer: TestConsumer;
  /** How often the stream was asked. */
  asked = 0;

  constructor(
    settings: Partial<BatchSettings> = {},
    aws = new InMemoryAws(),
    change: (ports: Ports) => Partial<Ports> = () => ({}),
  ) {
    this.aws = aws;
    const { incidents, notes, streamCreationMs, sourceState } = aws;
    const ports = {
      invoke: (body: Uint8Array) => aws.invoke(body),
      ...{ incidents, notes, streamCreationMs, sourceState },
      publish: (alert: Alert) => aws.publish(alert),
      quarantine: (...what: Parameters<InMemoryAws['quarantine']>) => aws.quarantine(...what),
    };
    const changed = change(ports as unknown as Ports);
    this.consumer = new TestConsumer(
      { source: 'partitionKey', sourceState: PAST, ...settings },
      { ...ports, ...changed },
    );
  }

  async process(records: readonly StreamRecord[], size = 1): Promise<void> {
    for (let at = 0; at < records.length; at += size) {
      const batch = records.slice(at, at + size);
      this.consumer.nowMs = Math.max(this.consumer.nowMs, batch.at(-1)!.arrivalMs + 100);
      await this.consumer.process(batch);
    }
  }

  get told(): string[] {
    return this.aws.published.filter(isNoData).map(({ kind, source, silent }) => {
      return silent === undefined ? `${kind} ${source}` : `${kind} ${silent}`;
    });
  }

  /** What the sweeper says in the log. */
  readonly lines: SilenceLine[] = [];

  /** What the sweeper's minute tells at a time. */
  async look(minute: number, closed = false, admit: AdmitNotice = ADMIT_ALL): Promise<void> {
    this.aws.sourceState.shards.get(KEY)!.isClosed = closed;
    const { sourceState, streamCreationMs } = this.aws;
    await tellSilentShards(STREAM_ARN, {
      ...this.#noticePorts(minute, admit),
      shards: async () => [...sourceState.stored],
      stream: {
        pages: (...what) => {
          this.asked++;
          return sourceState.stream.pages(...what);
        },
      },
      streamCreationMs,
    });
  }

  /** What the sweeper's minute tells of silences that the rules held. */
  async sweep(minute: number, admit: AdmitNotice = ADMIT_ALL): Promise<void> {
    const { history } = this.aws;
    const ports = this.#noticePorts(minute, admit);
    const { silences } = await sweep(SETTINGS, { ...ports, history, remainingMs: () => 60_000 });
    await tellHeldSilences(silences, ports);
  }

  #noticePorts(minute: number, admit: AdmitNotice) {
    return {
      incidents: this.aws.incidents,
      gate: OPEN_GATE,
      publish: (alert: Alert) => this.aws.publish(alert),
      admitNotice: async () => admit,
      report: (line: SilenceLine) => void this.lines.push(line),
      now: () => ARRIVAL_MS + minute * MINUTE_MS,
    };
  }
}

export function minuteText(minute: number): string {
  return new Date(ARRIVAL_MS + minute * MINUTE_MS).toISOString();
}
