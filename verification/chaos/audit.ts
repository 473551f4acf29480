import type { AlertWatch } from './alert-watch.ts';
import { auditIncidents, type Counted } from './audit-incidents.ts';
import { RULES } from './compressed-assembly.ts';
import { type AccountedObservation, CRASHED, DONE, GIVEN_UP, IN_QUARANTINE, type Ledger } from './ledger.ts';
import type { QuarantineWatch } from './quarantine-watch.ts';
import type { TableWatch } from './table-watch.ts';
import type { VerdictWatch } from './verdict-watch.ts';

/** What comes of comparing the evidence with what was planned. */
export interface Audit {
  readonly records: number;
  readonly observations: number;
  readonly anomalies: number;
  readonly quarantined: number;
  readonly givenUp: number;
  /**
   * Good records that went to quarantine whole, because processes were ended on them twice in a row, if need be after
   * one had said its verdicts and before anybody could have known that it did.
   */
  readonly crashed: number;
  /** More than two deaths for each would explain. */
  readonly crashedBeyondDeaths: number;
  /** Published, by alert id. */
  readonly alerts: number;
  /** Told together with others. */
  readonly heldBack: number;
  /** Alerts that were both told and held back, and those by which the messages about many miss what was held back. */
  readonly heldBackWrong: number;
  /** Observations that nothing became of, and anomalies that are done and not counted. */
  readonly lost: number;
  /** Observations both done and in quarantine by themselves, and anomalies counted more than once. */
  readonly doubled: number;
  /**
   * Verdicts that the version they name does not give, observations in quarantine that can be scored or done that
   * cannot, and poisoned records that are not in quarantine, or not there whole, undecoded and once.
   */
  readonly wrong: number;
  /** Incident items that are not what the rules make of their anomalies. */
  readonly wrongIncidents: number;
  /** Openings, rises and closings that nobody heard of and that SNS would have taken. */
  readonly unpublished: number;
  /** Published alerts that a channel was not told of, and told ones that were not published. */
  readonly untold: number;
  /** Alerts that SNS refused for ever. */
  readonly unsendable: number;
  /** Alerts received that nothing was written down for, and identities that were never put. */
  readonly unexpected: number;
  readonly repeats: number;
  /** More than there were faults between publishing and recording. */
  readonly repeatsBeyondFaults: number;
  /** Some that are lost, in both places, in the wrong one, not counted or not published: where to look in the logs. */
  readonly examples: readonly string[];
}

const MAX_EXAMPLES = 20;

/** What was planned, and what the pipeline left behind: log, table, bucket, messages. */
export interface ChaosEvidence {
  readonly ledger: Ledger;
  readonly verdicts: VerdictWatch;
  readonly table: TableWatch;
  readonly alerts: AlertWatch;
  readonly quarantine: QuarantineWatch;
  /** Ids of alerts that SNS refused for ever. */
  readonly unsendable: ReadonlySet<string>;
  /** What of the published alerts a channel was not told of, and which. */
  readonly untold: readonly string[];
  readonly repeatableFaults: number;
  /** Whether the function scores, always or while the endpoint is away. */
  readonly functionScores: boolean;
  /** Processes that ended in the middle of their work, but for those that poison ended. */
  readonly deaths: number;
  /** Until when records were put that an outage made too old, on the ledger's clock. */
  readonly tooOldBeforeMs: number;
}

/** Compares the evidence with what was planned, when everything has come to rest. */
export function audit(evidence: ChaosEvidence): Audit {
  const { ledger, verdicts, table, alerts, quarantine, unsendable, repeatableFaults } = evidence;
  const saidTwice = verdicts.finish();
  const fates = auditFates(ledger, evidence.tooOldBeforeMs);
  const incidents = auditIncidents(table.histories, fates.anomalies, RULES, evidence.functionScores);
  const { heldBack } = table;
  const unpublished = missingFrom(new Set([...alerts.ids, ...unsendable, ...heldBack]), incidents.alertIds);
  const toldTwice = [...heldBack].filter((alertId) => alerts.ids.has(alertId));
  const miscounted = Math.abs(heldBack.size - alerts.summarised - table.heldBackUntold);
  return {
    records: ledger.records,
    observations: ledger.observations,
    anomalies: fates.anomalies.length,
    quarantined: fates.quarantined,
    givenUp: fates.givenUp,
    crashed: quarantine.crashed,
    crashedBeyondDeaths: Math.max(0, quarantine.crashed - Math.floor(evidence.deaths / 2)),
    alerts: alerts.ids.size,
    heldBack: heldBack.size,
    heldBackWrong: toldTwice.length + miscounted,
    lost: fates.lost + incidents.uncounted,
    doubled: fates.doubled + incidents.countedTwice + saidTwice,
    wrong: fates.wrong + quarantine.wrong + verdicts.wrong,
    wrongIncidents: incidents.against,
    unpublished: unpublished.length,
    untold: evidence.untold.length,
    unsendable: unsendable.size,
    unexpected: missingFrom(incidents.alertIds, alerts.ids).length + ledger.unexpected,
    repeats: alerts.repeats,
    repeatsBeyondFaults: Math.max(0, alerts.repeats - repeatableFaults),
    examples: [
      ...fates.examples,
      ...verdicts.examples,
      ...incidents.examples
        .slice(0, MAX_EXAMPLES)
        .map((identity) => `${identity}: not counted, counted twice, or not by the rules`),
      ...evidence.untold.slice(0, MAX_EXAMPLES),
      ...unpublished.slice(0, MAX_EXAMPLES).map((alertId) => `${alertId} not published`),
    ],
  };
}

/** Looks at each observation for itself: what became of it, and whether that is what should. */
function auditFates(ledger: Ledger, tooOldBeforeMs: number) {
  const sums = { lost: 0, doubled: 0, wrong: 0, quarantined: 0, givenUp: 0 };
  const anomalies: Counted[] = [];
  const examples: string[] = [];
  for (const accounted of ledger.each()) {
    const { identity, planned, became } = accounted;
    const troubles = sums.lost + sums.doubled + sums.wrong;
    if (!(became & (DONE | IN_QUARANTINE | GIVEN_UP | CRASHED))) sums.lost++;
    if (became & GIVEN_UP) sums.givenUp++;
    if (became & IN_QUARANTINE) sums.quarantined++;
    if (became & IN_QUARANTINE && became & DONE) sums.doubled++;
    if (isInWrongPlace(accounted, tooOldBeforeMs)) sums.wrong++;
    if (sums.lost + sums.doubled + sums.wrong > troubles && examples.length < MAX_EXAMPLES) {
      examples.push(`${identity} ${planned.fate} ${became}`);
    }
    if (planned.fate === 'anomalous') {
      const [shardId, sequenceNumber, index] = identity.split(':') as [string, string, string];
      anomalies.push({ ...planned, shardId, sequenceNumber, index: Number(index), became });
    }
  }
  return { ...sums, anomalies, examples };
}

/** Poison too goes to quarantine unless it was too old before its turn came. */
function isInWrongPlace({ planned, became, putMs }: AccountedObservation, tooOldBeforeMs: number): boolean {
  if (planned.fate === 'quarantined') return (became & DONE) !== 0;
  if (planned.fate !== 'poisoned') return (became & IN_QUARANTINE) !== 0;
  const isOnlyGivenUp = (became & (DONE | IN_QUARANTINE | GIVEN_UP)) === GIVEN_UP;
  return (became & DONE) !== 0 || (isOnlyGivenUp && putMs > tooOldBeforeMs);
}

function missingFrom(set: ReadonlySet<string>, wanted: ReadonlySet<string>): string[] {
  return [...wanted].filter((one) => !set.has(one));
}

/** Says whether every promise held. */
export function promisesHeld(audit: Audit): boolean {
  const { lost, doubled, wrong, wrongIncidents, unpublished, untold, unexpected, heldBackWrong } = audit;
  const inPlace = lost + doubled + wrong + wrongIncidents + unpublished + untold + unexpected + heldBackWrong === 0;
  return inPlace && audit.repeatsBeyondFaults + audit.crashedBeyondDeaths === 0;
}
