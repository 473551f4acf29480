import type { AlertOfIncident, IncidentHistory, TimelineEntry } from '../contracts/incident-history.ts';

/** Where histories are kept. Whatever fails is thrown as it is. */
export interface HistoryStore {
  /** Undefined where nothing is known. Sees every write that was answered before it was asked. */
  read(incidentId: string): Promise<IncidentHistory | undefined>;
  /** False when somebody else has written since `history.version - 1`. A lost answer may have been a success. */
  write(history: IncidentHistory): Promise<boolean>;
  /** Writes a line of the timeline; of what is there already the first one stays, unless an alert was refused. */
  addEntry(incidentId: string, entry: TimelineEntry): Promise<void>;
  /** The alert of that id, as it was told. */
  toldAlert(incidentId: string, alertId: string): Promise<AlertOfIncident | undefined>;
}

/** Writers of one incident are a publisher, the sweeper and a person: more in a row is no coincidence. */
const MOST_TRIES = 10;

/**
 * Changes what is known of an incident, on what stands there when it is written.
 *
 * @param change gives what it shall be; the same value where nothing is to be done
 * @returns what it is then
 * @throws what `change` throws; and where others write all the time
 */
export async function changeHistory<H extends IncidentHistory | undefined>(
  store: Pick<HistoryStore, 'read' | 'write'>,
  incidentId: string,
  change: (history: IncidentHistory | undefined) => H,
): Promise<H> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const before = await store.read(incidentId);
    const after = change(before);
    if (after === undefined || after === before || (await store.write(after))) return after;
  }
  throw new Error(`incident ${incidentId} was written by others ${MOST_TRIES} times in a row: try again`);
}
