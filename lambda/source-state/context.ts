import type { SourceStateSettings } from '../../contracts/function-settings.ts';
import type { StreamCreation } from '../aws/stream-creation.ts';
import type { RecordNotes } from '../consumer/head-record.ts';
import type { Learner } from './learner.ts';
import type { GapReason, SourceStatePorts } from './ports.ts';
import type { ShardMemory } from './shard-memory.ts';

/** How long things may take and how large they may be. */
export interface SourceStateLimits
  extends Pick<SourceStateSettings, 'maxRecordAgeMs' | 'streamRetentionMs' | 'maxMemoryBytes'> {
  /** A snapshot is due when records of so many bytes would have to be read again... */
  readonly snapshotBytes: number;
  /** ...or after so long. */
  readonly snapshotMs: number;
}

export const SNAPSHOT_LIMITS = { snapshotBytes: 8_000_000, snapshotMs: 60_000 } as const;

/** What happened to the state of a shard's sources, for logs and metrics. */
export type SourceStateEvent =
  | { readonly kind: 'lineage'; readonly lineage: number; readonly reason: GapReason }
  /** Records that were finished before this delivery. */
  | { readonly kind: 'dropped'; readonly records: number }
  /** Records that were read again; whether that is all. */
  | { readonly kind: 'read'; readonly records: number; readonly isAll: boolean }
  /** What is known at the end of a delivery, and how many sources left meanwhile to make room for others. */
  | { readonly kind: 'kept'; readonly sources: number; readonly bytes: number; readonly evicted: number }
  /** Somebody else went on with this shard. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'saved'; readonly bytes: number; readonly ms: number }
  /** A snapshot could not be put, or not be named: the next one is as good. */
  | { readonly kind: 'unsaved'; readonly reason: string }
  /** A snapshot is damaged. */
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** A bug of ours. */
  | { readonly kind: 'threw'; readonly reason: string };

/** Everything that working on the state of a shard needs. */
export interface SourceStateContext {
  readonly learner: Learner;
  readonly limits: SourceStateLimits;
  readonly ports: SourceStatePorts;
  readonly streamCreationMs: StreamCreation;
  readonly memory: ShardMemory;
  /** Of readings that began; undefined where this delivery cannot have been tried before. */
  readonly notes: RecordNotes | undefined;
  now(): number;
  /** Whether there is time for one more call. */
  hasTime(): boolean;
  tell(event: SourceStateEvent): void;
}
