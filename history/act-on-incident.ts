import { type IncidentAct, type IncidentHistory, labelOf, lastActs, stateOf } from '../contracts/incident-history.ts';
import { changeHistory, type HistoryStore } from './history-store.ts';

/**
 * Does with an incident what a person says. What is known of the incident has the last act in it; the line of its
 * timeline is written after that, and again before the next act takes its place, so that a death loses none.
 *
 * @throws in words for that person where it makes no sense, or where the incident is not known
 */
export async function actOnIncident(
  store: HistoryStore,
  incidentId: string,
  act: IncidentAct,
): Promise<IncidentHistory> {
  const before = await store.read(incidentId);
  const written = before ? lastActs(before) : [];
  for (const each of written) await store.addEntry(incidentId, { what: 'act', atMs: each.atMs, act: each });
  const after = await changeHistory(store, incidentId, (history) => {
    if (!history) throw new Error(`there is no incident ${incidentId}: npm run incidents -- list names them`);
    const others = lastActs(history).filter(({ kind, atMs }) => {
      return !written.some((each) => each.kind === kind && each.atMs === atMs);
    });
    if (others.length > 0) {
      throw new Error(`somebody else has just ${others[0].kind} incident ${incidentId}: see npm run incidents -- show`);
    }
    return withAct(history, act);
  });
  await store.addEntry(incidentId, { what: 'act', atMs: act.atMs, act });
  return after;
}

/**
 * Applies what a person does with an incident to what is known of it.
 *
 * @throws in words for that person where it makes no sense
 */
export function withAct(history: IncidentHistory, act: IncidentAct): IncidentHistory {
  const { incidentId, act: last, label, overAtMs, isActAfterEnd, ...known } = history;
  if (act.kind === 'labelled') return { ...history, version: history.version + 1, label: act };
  const state = stateOf(history);
  const by = last ? `${last.by}, ${last.why}` : 'by silence';
  if (act.kind === 'acknowledged' && state === 'acknowledged') {
    throw new Error(`incident ${incidentId} is acknowledged already (${by}): nothing was changed`);
  }
  if (act.kind === 'acknowledged' && state === 'resolved') {
    throw new Error(`incident ${incidentId} is resolved already (${by}): reopen it first`);
  }
  if (act.kind === 'resolved' && last?.kind === 'resolved') {
    throw new Error(`incident ${incidentId} is resolved already (${by}): reopen it first to say something else`);
  }
  if (act.kind === 'reopened' && state !== 'resolved') {
    throw new Error(`incident ${incidentId} is ${state}, not resolved: there is nothing to reopen`);
  }
  const afterEnd = overAtMs !== undefined && (act.kind === 'reopened' || isActAfterEnd);
  return {
    ...known,
    incidentId,
    version: history.version + 1,
    ...(overAtMs !== undefined && { overAtMs }),
    act,
    // Who resolves says what it was, and who reopens takes that back.
    ...(act.kind === 'acknowledged' && label && { label }),
    ...(afterEnd && { isActAfterEnd: true }),
  };
}

/**
 * Whether what is done with an incident across sources is to be done with this one of it, too: it has been neither done
 * nor decided otherwise.
 *
 * @param act has the id of that incident as `stormId`
 */
export function isForMember(member: IncidentHistory, act: IncidentAct): boolean {
  switch (act.kind) {
    case 'acknowledged':
      return stateOf(member) === 'open';
    case 'resolved':
      return member.act?.kind !== 'resolved';
    case 'labelled': {
      const known = labelOf(member);
      return known === undefined || known.stormId === act.stormId;
    }
    case 'reopened':
      return member.act?.kind === 'resolved' && member.act.stormId === act.stormId;
  }
}

/** A person said that it is over, and nobody closed it yet. */
export function isToClose({ about, act, overAtMs }: IncidentHistory): boolean {
  return about === 'anomalies' && act?.kind === 'resolved' && overAtMs === undefined;
}
