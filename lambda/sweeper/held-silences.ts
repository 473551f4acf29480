import { noDataSource } from '../../contracts/alert.ts';
import type { SilenceLine } from '../../contracts/silence-line.ts';
import type { AdmitNotice } from '../../incidents/admission.ts';
import { askedAgain, reportsOfAdmitted } from '../../incidents/admitted-silence.ts';
import { type HeldSilence, rowOfHeld } from '../../incidents/held-silence.ts';
import type { IncidentItem, IncidentStore } from '../../incidents/incident-item.ts';
import { countSilent, MOST_ALONE } from '../../incidents/many-silent.ts';
import { type PublishingPorts, publishAlerts } from '../../incidents/publish-alerts.ts';
import { SILENCE_SEVERITY, type SilenceTold } from '../../incidents/source-silence.ts';
import { Unavailable } from '../failures.ts';
import { writeSilence } from '../write-silence.ts';
import { type SilenceSwept, TOLD_NOTHING, withSwept } from './silence-swept.ts';

/** What asking the rules again about silence needs. */
export interface HeldSilencePorts extends PublishingPorts {
  readonly incidents: Pick<IncidentStore, 'read' | 'write'> & PublishingPorts['incidents'];
  /** What holds now. Fails with `Unavailable`. */
  admitNotice(): Promise<AdmitNotice>;
  report(line: SilenceLine): void;
}

/**
 * Asks the rules again about sources that fell silent while they held that, and tells of those that they admit now:
 * one by one, or in one message of many. Whoever speaks again meanwhile is told of no more. Never fails: what could not
 * be done is due still.
 */
export async function tellHeldSilences(asked: readonly HeldSilence[], ports: HeldSilencePorts): Promise<SilenceSwept> {
  let swept = TOLD_NOTHING;
  try {
    if (asked.length === 0) return swept;
    const admit = await ports.admitNotice();
    const nowMs = ports.now();
    const admissionOf = ({ source }: HeldSilence) => {
      return admit({ source, severity: SILENCE_SEVERITY.one, atMs: nowMs }, nowMs);
    };
    const admitted = asked.filter((one) => admissionOf(one).isAdmitted);
    const isMany = admitted.length > MOST_ALONE;
    if (isMany) swept = withSwept(swept, await tellMany(admitted, admit, ports));
    for (const one of asked) {
      const row = rowOfHeld(one);
      const tell = (before: IncidentItem, atMs: number) => askedAgain(before, one, admissionOf(one), atMs, isMany);
      const told = await writeSilence(row, tell, ports);
      if (told.decision !== 'untold' && (told.decision !== 'held' || told.rule !== one.rule)) {
        ports.report(lineOf(one, told));
      }
      if (told.alert) swept = withSwept(swept, await publishAlerts(row, [told.alert], ports.now(), ports));
    }
    return swept;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return { ...swept, failure: error };
  }
}

async function tellMany(admitted: readonly HeldSilence[], admit: AdmitNotice, ports: HeldSilencePorts) {
  const row = noDataSource();
  const told = await writeSilence(
    row,
    (before, nowMs) => {
      const said = admit({ source: row, severity: SILENCE_SEVERITY.many, atMs: nowMs }, nowMs);
      const reports = reportsOfAdmitted(admitted, before.silences?.shards);
      const counter = { publisher: 'sweeper' as const, nowMs, ...(said.isAdmitted && { admission: said }) };
      return countSilent(before, reports, counter);
    },
    ports,
  );
  return told.alert ? publishAlerts(row, [told.alert], ports.now(), ports) : TOLD_NOTHING;
}

function lineOf({ source, sinceMs }: HeldSilence, { decision, alert, rule, because }: SilenceTold): SilenceLine {
  return {
    source,
    since: new Date(sinceMs).toISOString(),
    decision,
    ...(alert && { alertId: alert.alertId }),
    ...(rule !== undefined && { rule, because }),
  };
}
