import type { IncidentHistory, TimelineEntry } from '../../../contracts/incident-history.ts';
import { taskOf } from '../../../history/escalate.ts';
import type { HistoryStore } from '../../../history/history-store.ts';

/** Histories as the incident table keeps them, and each write of one. */
export class InMemoryHistory implements HistoryStore {
  readonly histories = new Map<string, IncidentHistory>();
  /** By the id of the incident, in the order in which they came. */
  readonly entries = new Map<string, TimelineEntry[]>();
  readonly writes: { readonly before?: IncidentHistory; readonly after: IncidentHistory }[] = [];

  async read(incidentId: string) {
    return structuredClone(this.histories.get(incidentId));
  }

  async write(history: IncidentHistory) {
    const before = this.histories.get(history.incidentId);
    if ((before?.version ?? 0) !== history.version - 1) return false;
    this.histories.set(history.incidentId, structuredClone(history));
    this.writes.push({ before, after: structuredClone(history) });
    return true;
  }

  async addEntry(incidentId: string, entry: TimelineEntry) {
    const entries = this.entries.get(incidentId) ?? [];
    const known = entries.findIndex((one) => nameOf(one) === nameOf(entry));
    if (known === -1) entries.push(entry);
    else if (entry.what === 'told' && entry.refusedBecause !== undefined) entries[known] = entry;
    this.entries.set(incidentId, entries);
  }

  async toldAlert(incidentId: string, alertId: string) {
    const told = this.entries.get(incidentId)?.find((one) => nameOf(one) === alertId);
    return told?.what === 'told' ? told.alert : undefined;
  }

  /** Ids of the incidents with which something is due. */
  due(nowMs: number): string[] {
    const isDue = (history: IncidentHistory) => (taskOf(history)?.dueMs ?? Number.POSITIVE_INFINITY) <= nowMs;
    return [...this.histories.values()].filter(isDue).map(({ incidentId }) => incidentId);
  }
}

/** What tells two lines of a timeline apart. */
function nameOf(entry: TimelineEntry): string {
  if (entry.what === 'joined') return entry.incidentId;
  return entry.what === 'told' ? entry.alert.alertId : JSON.stringify(entry.act);
}
