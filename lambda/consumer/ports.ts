import type { Alert } from '../../contracts/alert.ts';
import type { ArchiveLine } from '../../contracts/archive.ts';
import type { CanaryLine, CanaryOutcome } from '../../contracts/canary.ts';
import type { DataQualityLine, FallbackLine, UnavailableLine } from '../../contracts/log-lines.ts';
import type { QuarantinedObservation } from '../../contracts/quarantine.ts';
import type { ShadowLine } from '../../contracts/shadow-line.ts';
import type { SilenceLine } from '../../contracts/silence-line.ts';
import type { IncidentStore } from '../../incidents/incident-item.ts';
import type { HeldBack, PublishingPorts } from '../../incidents/publish-alerts.ts';
import type { RegisteredModels } from '../aws/model-registry.ts';
import type { Quarantine } from '../aws/quarantine-bucket.ts';
import type { StreamCreation } from '../aws/stream-creation.ts';
import type { Score } from '../scoring/score.ts';
import type { SourceStateEvent } from '../source-state/context.ts';
import type { SourceStatePorts } from '../source-state/ports.ts';
import type { BatchTally } from './batch-tally.ts';
import type { Entry } from './entry.ts';
import type { RecordNotes } from './head-record.ts';
import type { RulesPorts } from './known-rules.ts';
import type { KeptSamples } from './shard-sample.ts';

/** Everything outside that processing a batch needs. */
export interface Ports extends PublishingPorts {
  readonly score: Score;
  /** Has a shadow score, and remembers its failures apart from those of who judges. Absent where none may. */
  readonly scoreShadow?: Score;
  readonly models: Pick<RegisteredModels, 'pointer'>;
  readonly incidents: Pick<IncidentStore, 'read' | 'write'> & PublishingPorts['incidents'];
  readonly notes: RecordNotes;
  readonly canaries: KnownCanaries;
  readonly streamCreationMs: StreamCreation;
  readonly quarantine: Quarantine;
  /** Undefined where sources have no past. */
  readonly sourceState: SourceStatePorts | undefined;
  /** Undefined where no rows are kept for training. */
  readonly samples?: KeptSamples | undefined;
  /** Undefined where no verdicts are archived. */
  readonly archive?: Archive | undefined;
  /** Undefined where there are no rules: every anomaly counts. */
  readonly rules?: RulesPorts | undefined;
  readonly report: Report;
  /** Until Lambda ends this invocation. */
  remainingMs(): number;
  sleep(ms: number): Promise<void>;
  /** In [0, 1): spreads waits, decides nothing else. */
  random(): number;
}

/** Archives what is finished, and reports what it could not. Never fails. */
export type Archive = (
  finished: readonly Entry[],
  ports: Pick<Ports, 'report' | 'now' | 'remainingMs'>,
) => Promise<void>;

/** The canaries that were put on the stream. Every method fails with `Unavailable('incidents')`. */
export interface KnownCanaries {
  /** Whether the installation put it. */
  has(nonce: string): Promise<boolean>;
  /** Writes down what became of it, where it is still known. */
  settle(nonce: string, outcome: CanaryOutcome): Promise<void>;
}

/** What must be left of the invocation after a call, for counting, publishing, quarantine and logs. */
export const RESERVE_MS = 5000;

/** What is reported to logs and metrics while a batch is processed. Never fails. */
export interface Report {
  /** An observation has its verdict and, if anomalous, its decision. */
  done(entry: Entry): void;
  quarantined(observation: QuarantinedObservation): void;
  /** @param arrivalMs of what it is about, where that is of this batch */
  published(alert: Alert, arrivalMs?: number): void;
  /** By the topic: it is kept for a person to look at. */
  refused(alert: Alert): void;
  heldBack(alert: HeldBack): void;
  unavailable(line: UnavailableLine): void;
  fallback(line: FallbackLine): void;
  silence(line: SilenceLine): void;
  dataQuality(line: DataQualityLine): void;
  canary(line: CanaryLine): void;
  archive(line: ArchiveLine): void;
  shadow(line: ShadowLine): void;
  sourceState(event: SourceStateEvent & { readonly shardId: string }): void;
  batch(tally: BatchTally): void;
  /** Resolves when what was reported so far has left this process: what is committed is not reported again. */
  flushed(): Promise<void>;
}
