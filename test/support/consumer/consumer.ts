import type { Alert } from '../../../contracts/alert.ts';
import type { BatchLine, UnavailableLine } from '../../../contracts/log-lines.ts';
import type { QuarantinedObservation } from '../../../contracts/quarantine.ts';
import type { BatchTally } from '../../../lambda/consumer/batch-tally.ts';
import { type Entry, identityOfEntry } from '../../../lambda/consumer/entry.ts';
import { Evidence } from '../../../lambda/consumer/evidence.ts';
import { Patience } from '../../../lambda/consumer/patience.ts';
import type { Ports } from '../../../lambda/consumer/ports.ts';
import { type Memory, processBatch } from '../../../lambda/consumer/process-batch.ts';
import type { Report } from '../../../lambda/consumer/report.ts';
import type { BatchSettings } from '../../../lambda/consumer/settings.ts';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';
import { QualityWatch } from '../../../lambda/consumer/watch-quality.ts';
import { InMemoryAws } from './in-memory-aws.ts';
import { ARRIVAL_MS } from './observations.ts';
import { SETTINGS } from './settings.ts';

/** What a consumer reported, in order. */
export class CollectedReport implements Report {
  readonly entries: Entry[] = [];
  readonly quarantines: QuarantinedObservation[] = [];
  readonly alerts: Alert[] = [];
  readonly refusals: Alert[] = [];
  readonly away: UnavailableLine[] = [];
  readonly tallies: BatchTally[] = [];
  calls = 0;

  done(entry: Entry): void {
    this.entries.push(entry);
  }
  quarantined(observation: QuarantinedObservation): void {
    this.quarantines.push(observation);
  }
  told(alert: Alert): void {
    this.alerts.push(alert);
  }
  refused(alert: Alert): void {
    this.refusals.push(alert);
  }
  unavailable(line: UnavailableLine): void {
    this.away.push(line);
  }
  scored(): void {
    this.calls++;
  }
  batch(tally: BatchTally): void {
    this.tallies.push(tally);
  }

  get doneIdentities(): string[] {
    return this.entries.map(identityOfEntry);
  }
}

/** A consumer process with AWS in memory, and a clock that moves only when the consumer sleeps or a test says so. */
export class TestConsumer {
  readonly aws = new InMemoryAws();
  readonly report = new CollectedReport();
  readonly memory: Memory = { patience: new Patience(), evidence: new Evidence(), quality: new QualityWatch() };
  nowMs = ARRIVAL_MS + 1000;
  readonly #settings: BatchSettings;
  readonly #ports: Partial<Ports>;

  constructor(settings: Partial<BatchSettings> = {}, ports: Partial<Ports> = {}) {
    this.#settings = { ...SETTINGS, ...settings };
    this.#ports = ports;
  }

  process(records: readonly StreamRecord[], timeLimitMs = 60_000): Promise<BatchLine> {
    const { aws, report } = this;
    const deadlineMs = this.nowMs + timeLimitMs;
    const ports: Ports = {
      invoke: (body) => aws.invoke(body),
      incidents: aws.incidents,
      notes: aws.notes,
      streamCreationMs: aws.streamCreationMs,
      publish: (alert) => aws.publish(alert),
      quarantine: (observations) => aws.quarantine(observations),
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
