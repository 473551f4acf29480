import type { AlertWatch } from './alert-watch.ts';
import { auditIncidents, type Counted } from './audit-incidents.ts';
import { COOLDOWN_MS } from './compressed-assembly.ts';
import { DONE, GIVEN_UP, IN_QUARANTINE, type Ledger } from './ledger.ts';
import type { TableWatch } from './table-watch.ts';
import type { VerdictWatch } from './verdict-watch.ts';

/** What the accounts say. */
export interface Audit {
  readonly records: number;
  readonly observations: number;
  readonly anomalies: number;
  readonly quarantined: number;
  readonly givenUp: number;
  /** Told, by alert id. */
  readonly alerts: number;
  /** Observations that nothing became of, and anomalies that are done and not counted. */
  readonly lost: number;
  /** Observations both done and in quarantine, and anomalies counted more than once. */
  readonly doubled: number;
  /** Verdicts that the model does not give, and observations in quarantine that can be scored or done that cannot. */
  readonly wrong: number;
  /** Incident items that are not what the rules make of their anomalies. */
  readonly wrongIncidents: number;
  /** Openings, rises and closings that nobody heard of. */
  readonly untold: number;
  /** Alerts received that nothing was written down for, and identities that were never put. */
  readonly strangers: number;
  readonly repeats: number;
  /** More than there were faults between publishing and recording. */
  readonly repeatsBeyondFaults: number;
  /** Identities of some that are lost, in both places, or where they do not belong: where to look in the logs. */
  readonly examples: readonly string[];
}

const MAX_EXAMPLES = 20;

export interface Books {
  readonly ledger: Ledger;
  readonly verdicts: VerdictWatch;
  readonly table: TableWatch;
  readonly alerts: AlertWatch;
  readonly repeatableFaults: number;
}

/** Balances the books, when everything has come to rest. */
export function audit({ ledger, verdicts, table, alerts, repeatableFaults }: Books): Audit {
  const sums = { lost: 0, doubled: verdicts.finish(), wrong: verdicts.wrong, quarantined: 0, givenUp: 0 };
  const anomalies: Counted[] = [];
  const examples: string[] = [];
  for (const { identity, planned, became } of ledger.each()) {
    const troubles = sums.lost + sums.doubled + sums.wrong;
    if (!(became & (DONE | IN_QUARANTINE | GIVEN_UP))) sums.lost++;
    if (became & GIVEN_UP) sums.givenUp++;
    if (became & IN_QUARANTINE) sums.quarantined++;
    if (became & IN_QUARANTINE && became & DONE) sums.doubled++;
    if (became & (planned.fate === 'quarantined' ? DONE : IN_QUARANTINE)) sums.wrong++;
    if (sums.lost + sums.doubled + sums.wrong > troubles && examples.length < MAX_EXAMPLES) {
      examples.push(`${identity} ${planned.fate} ${became}`);
    }
    if (planned.fate === 'anomalous') {
      const [shardId, sequenceNumber, index] = identity.split(':') as [string, string, string];
      anomalies.push({ ...planned, shardId, sequenceNumber, index: Number(index), became });
    }
  }
  const incidents = auditIncidents(table.histories, anomalies, COOLDOWN_MS);
  return {
    records: ledger.records,
    observations: ledger.observations,
    anomalies: anomalies.length,
    quarantined: sums.quarantined,
    givenUp: sums.givenUp,
    alerts: alerts.ids.size,
    lost: sums.lost + incidents.uncounted,
    doubled: sums.doubled + incidents.countedTwice,
    wrong: sums.wrong,
    wrongIncidents: incidents.against,
    untold: missingFrom(alerts.ids, incidents.alertIds),
    strangers: missingFrom(incidents.alertIds, alerts.ids) + ledger.strangers,
    repeats: alerts.repeats,
    repeatsBeyondFaults: Math.max(0, alerts.repeats - repeatableFaults),
    examples,
  };
}

function missingFrom(set: ReadonlySet<string>, wanted: ReadonlySet<string>): number {
  return [...wanted].filter((one) => !set.has(one)).length;
}

/** Whether the promise was kept. */
export function isKept(audit: Audit): boolean {
  const { lost, doubled, wrong, wrongIncidents, untold, strangers, repeatsBeyondFaults } = audit;
  return lost + doubled + wrong + wrongIncidents + untold + strangers + repeatsBeyondFaults === 0;
}
