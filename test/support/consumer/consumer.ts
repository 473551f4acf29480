import type { Alert } from '../../../contracts/alert.ts';
import type { ArchiveLine } from '../../../contracts/archive.ts';
import type { CanaryLine } from '../../../contracts/canary.ts';
import type { BatchLine, DataQualityLine, FallbackLine, UnavailableLine } from '../../../contracts/log-lines.ts';
import type { QuarantinedObservation } from '../../../contracts/quarantine.ts';
import type { ShadowLine } from '../../../contracts/shadow-line.ts';
import type { SilenceLine } from '../../../contracts/silence-line.ts';
import { OPEN_GATE } from '../../../incidents/message-gate.ts';
import type { HeldBack } from '../../../incidents/publish-alerts.ts';
import type { Invoke } from '../../../lambda/aws/scoring-endpoint.ts';
import type { BatchTally } from '../../../lambda/consumer/batch-tally.ts';
import { type Entry, identityOfEntry } from '../../../lambda/consumer/entry.ts';
import type { Ports, Report } from '../../../lambda/consumer/ports.ts';
import { emptyMemory, type Memory, processBatch } from '../../../lambda/consumer/process-batch.ts';
import type { BatchSettings } from '../../../lambda/consumer/settings.ts';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';
import { endpointScoring } from '../../../lambda/scoring/endpoint.ts';
import { Evidence } from '../../../lambda/scoring/evidence.ts';
import type { SourceStateEvent } from '../../../lambda/source-state/context.ts';
import { InMemoryAws } from './in-memory-aws.ts';
import { ARRIVAL_MS } from './observations.ts';
import { SETTINGS } from './settings.ts';

/** What a consumer reported, in order. */
export class CollectedReport implements Report {
  readonly entries: Entry[] = [];
  readonly quarantines: QuarantinedObservation[] = [];
  readonly alerts: Alert[] = [];
  readonly refusals: Alert[] = [];
  readonly held: HeldBack[] = [];
  readonly away: UnavailableLine[] = [];
  readonly fallbacks: FallbackLine[] = [];
  readonly sourceStateEvents: SourceStateEvent[] = [];
  readonly silences: SilenceLine[] = [];
  readonly quality: DataQualityLine[] = [];
  readonly shadows: ShadowLine[] = [];
  readonly canaries: CanaryLine[] = [];
  readonly archiveLines: ArchiveLine[] = [];
  readonly tallies: BatchTally[] = [];
  calls = 0;

  done(entry: Entry): void {
    this.entries.push(entry);
  }
  quarantined(observation: QuarantinedObservation): void {
    this.quarantines.push(observation);
  }
  published(alert: Alert): void {
    this.alerts.push(alert);
  }
  refused(alert: Alert): void {
    this.refusals.push(alert);
  }
  heldBack(alert: HeldBack): void {
    this.held.push(alert);
  }
  unavailable(line: UnavailableLine): void {
    this.away.push(line);
  }
  shadow(line: ShadowLine): void {
    this.shadows.push(line);
  }
  silence(line: SilenceLine): void {
    this.silences.push(line);
  }
  dataQuality(line: DataQualityLine): void {
    this.quality.push(line);
  }
  archive(line: ArchiveLine): void {
    this.archiveLines.push(line);
  }
  canary(line: CanaryLine): void {
    this.canaries.push(line);
  }
  fallback(line: FallbackLine): void {
    this.fallbacks.push(line);
  }
  sourceState(event: SourceStateEvent & { readonly shardId: string }): void {
    this.sourceStateEvents.push(event);
  }
  batch(tally: BatchTally): void {
    this.tallies.push(tally);
  }
  async flushed(): Promise<void> {}

  get doneIdentities(): string[] {
    return this.entries.map(identityOfEntry);
  }
}

/** What a test answers by itself. */
export type TestPorts = Partial<Ports> & { readonly invoke?: Invoke };

/** A consumer process with AWS in memory, and a clock that moves only when the consumer sleeps or a test says so. */
export class TestConsumer {
  readonly aws = new InMemoryAws();
  readonly report = new CollectedReport();
  readonly memory: Memory = emptyMemory();
  nowMs = ARRIVAL_MS + 1000;
  readonly #settings: BatchSettings;
  readonly #ports: TestPorts;
  readonly #evidence = new Evidence();

  constructor(settings: Partial<BatchSettings> = {}, ports: TestPorts = {}) {
    this.#settings = { ...SETTINGS, ...settings };
    this.#ports = ports;
  }

  process(records: readonly StreamRecord[], timeLimitMs = 60_000): Promise<BatchLine> {
    const { aws, report } = this;
    const deadlineMs = this.nowMs + timeLimitMs;
    const ports: Ports = {
      score: endpointScoring(
        {
          ...this.#settings,
          timeoutMs: this.#settings.scoringTimeoutMs,
          invoke: this.#ports.invoke ?? ((body) => aws.invoke(body)),
          now: () => this.nowMs,
          onCall: () => {
            report.calls++;
          },
        },
        this.#evidence,
      ),
      models: aws.models,
      incidents: aws.incidents,
      gate: OPEN_GATE,
      notes: aws.notes,
      canaries: aws.canaries,
      streamCreationMs: aws.streamCreationMs,
      publish: (alert) => aws.publish(alert),
      quarantine: (observations) => aws.quarantine(observations),
      sourceState: aws.sourceState,
      report,
      now: () => this.nowMs,
      remainingMs: () => deadlineMs - this.nowMs,
      sleep: async (ms) => {
        this.nowMs += ms;
      },
      random: () => 0.5,
      ...this.#ports,
    };
    return processBatch(records, this.#settings, ports, this.memory);
  }
}
