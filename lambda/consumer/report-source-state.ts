import type { METRICS } from '../../contracts/metrics.ts';
import type { SourceStateEvent } from '../source-state/context.ts';
import type { GapReason } from '../source-state/ports.ts';

type Level = 'info' | 'warn' | 'error';

const LEVELS: { readonly [Kind in SourceStateEvent['kind']]: Level | undefined } = {
  lineage: 'warn',
  dropped: 'info',
  read: 'info',
  kept: undefined,
  overtaken: 'warn',
  saved: 'info',
  unsaved: 'warn',
  unreadable: 'error',
  threw: 'error',
};

/** Reasons for a lineage after which all is known that was. */
const HARMLESS: readonly GapReason[] = ['settings', 'idle'];

/** How loud an event is; what comes with every batch is counted only. */
export function levelOf(event: SourceStateEvent): Level | undefined {
  return isLoss(event) ? 'error' : LEVELS[event.kind];
}

function isLoss(event: SourceStateEvent): boolean {
  return event.kind === 'lineage' && !HARMLESS.includes(event.reason);
}

/** Which metrics an event counts in, and how much. */
export function metricsOf(event: SourceStateEvent): [keyof typeof METRICS, number][] {
  switch (event.kind) {
    case 'lineage':
      return [['sourceStateGaps', isLoss(event) ? 1 : 0]];
    case 'read':
      return [['recordsReadAgain', event.records]];
    case 'kept':
      return [
        ['sources', event.sources],
        ['sourceStateBytes', event.bytes],
        ['sourcesEvicted', event.evicted],
      ];
    case 'overtaken':
      return [['commitsRefused', 1]];
    case 'unsaved':
      return [['snapshotsFailed', 1]];
    case 'threw':
      return [['unprocessable', 1]];
    default:
      return [];
  }
}
