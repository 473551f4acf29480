import type { IncidentTable } from '../../incidents/incident-item.ts';
import type { Publish } from '../../incidents/tell-alerts.ts';
import type { Quarantine } from '../aws/quarantine-bucket.ts';
import type { Invoke } from '../aws/scoring-endpoint.ts';
import type { StreamCreation } from '../aws/stream-creation.ts';
import type { RecordNotes } from './record-notes.ts';
import type { Report } from './report.ts';

/** Everything outside that processing a batch needs. */
export interface Ports {
  readonly invoke: Invoke;
  readonly incidents: Pick<IncidentTable, 'read' | 'write' | 'clearPending' | 'keepAlert'>;
  readonly notes: RecordNotes;
  readonly streamCreationMs: StreamCreation;
  readonly publish: Publish;
  readonly quarantine: Quarantine;
  readonly report: Report;
  /** The wall clock, milliseconds since the epoch. */
  now(): number;
  /** Until Lambda ends this invocation. */
  remainingMs(): number;
  sleep(ms: number): Promise<void>;
  /** In [0, 1): spreads waits, decides nothing else. */
  random(): number;
}
