import { identityOf } from '../../contracts/observation.ts';
import { compareSeverity } from '../../contracts/verdict.ts';
import { type Heard, SEVERAL } from './heard-scores.ts';
import { FOUND_ANOMALOUS, FOUND_USUAL, type PutAnomaly } from './ledger.ts';
import type { ItemVersion } from './table-watch.ts';

export interface IncidentAudit {
  /** Anomalies that are done, usual in no delivery that was finished, and that no write has counted. */
  readonly uncounted: number;
  /**
   * Anomalies that a second write counted, and writes after which an incident had more anomalies than were new to it.
   */
  readonly countedTwice: number;
  /** Writes that made of an incident, or published of it, something else than the rules say. */
  readonly against: number;
  /** Ids of the openings, rises and closings that were written down to be published. */
  readonly alertIds: ReadonlySet<string>;
  /** Anomalies that were not counted, and where some were counted twice. */
  readonly examples: readonly string[];
}

/** An anomaly and what became of it. */
export type Counted = PutAnomaly & { readonly became: number };

/**
 * Follows each source's item from write to write, and works out anew what the rules make of the anomalies that the
 * write counted, by the verdicts that its writer had heard: an incident opens, gathers, gets worse or gives way to the
 * next, and says so, once.
 *
 * @param functionScores whether the function may have scored: what nobody heard is then by the one version that can
 *   judge it
 */
export function auditIncidents(
  histories: ReadonlyMap<string, readonly ItemVersion[]>,
  anomalies: readonly Counted[],
  cooldownMs: number,
  functionScores = false,
): IncidentAudit {
  const bySource = Map.groupBy(anomalies, ({ source }) => source);
  const sums = { uncounted: 0, countedTwice: 0, against: 0, alertIds: new Set<string>(), examples: [] };
  const audit: RunningAudit = { ...sums, functionScores };
  for (const source of new Set([...bySource.keys(), ...histories.keys()])) {
    auditSource(source, histories.get(source) ?? [], bySource.get(source) ?? [], cooldownMs, audit);
  }
  const { functionScores: _, ...found } = audit;
  return found;
}

type RunningAudit = {
  uncounted: number;
  countedTwice: number;
  against: number;
  alertIds: Set<string>;
  examples: string[];
  readonly functionScores: boolean;
};

function auditSource(
  source: string,
  versions: readonly ItemVersion[],
  anomalies: readonly Counted[],
  cooldownMs: number,
  audit: RunningAudit,
): void {
  const known = new Map(anomalies.map((one) => [identityOf(one.shardId, one.sequenceNumber, one.index), one] as const));
  const counted = new Set<string>();
  let before: ItemVersion = { version: 0, counted: new Set(), pending: [], heard: new Map() };
  for (const after of versions) {
    const waiting = new Set(before.pending);
    const added = after.pending.filter((id) => !waiting.has(id));
    for (const id of added) audit.alertIds.add(id);
    const identities = [...after.counted].filter((identity) => !before.counted.has(identity));
    for (const identity of identities) {
      if (counted.has(identity)) countedTwice(audit, source, before, after);
      counted.add(identity);
    }
    const inOrder = identities.flatMap((identity) => known.get(identity) ?? []).sort(comparePlaces);
    const isHeard = inOrder.every((anomaly) => wasAnomalousTo(after.heard, anomaly, audit));
    if (inOrder.length < identities.length || !isHeard) audit.against++;
    else if (inOrder.length > 0) judgeWrite(source, before, after, inOrder, added.map(kindOf), cooldownMs, audit);
    before = after;
  }
  const uncounted = [...known].filter(([identity, anomaly]) => mustBeCounted(anomaly) && !counted.has(identity));
  audit.uncounted += uncounted.length;
  audit.examples.push(...uncounted.map(([identity]) => identity));
}

function countedTwice(audit: RunningAudit, source: string, before: ItemVersion, after: ItemVersion): void {
  audit.countedTwice++;
  audit.examples.push(`something of ${source} between versions ${before.version} and ${after.version}`);
}

/** `opened`, `closed`, `worsened-high`. */
function kindOf(alertId: string): string {
  return alertId.replace(/^[0-9a-f]{16}-/, '');
}

/** One that was usual to the version that judged another delivery may have been counted in this one, or not. */
function mustBeCounted({ became }: Counted): boolean {
  return (became & FOUND_ANOMALOUS) !== 0 && (became & FOUND_USUAL) === 0;
}

function wasAnomalousTo(heard: Heard, anomaly: Counted, audit: RunningAudit): boolean {
  const version = versionOf(heard, anomaly, audit);
  return version !== undefined && (version === SEVERAL || anomaly.verdicts.get(version)?.anomalous === true);
}

/** By which version the writer went; undefined where it heard of none. */
function versionOf(heard: Heard, { signature, verdicts }: Counted, { functionScores }: RunningAudit) {
  const [only] = functionScores && verdicts.size === 1 ? verdicts.keys() : [];
  return heard.get(signature) ?? only;
}

function judgeWrite(
  source: string,
  before: ItemVersion,
  after: ItemVersion,
  counted: readonly Counted[],
  published: readonly string[],
  cooldownMs: number,
  audit: RunningAudit,
): void {
  // Nothing can be said of a write when only its writer knows which verdict it went by.
  if (counted.some((anomaly) => versionOf(after.heard, anomaly, audit) === SEVERAL)) return;
  let incident = before.incident;
  const shouldPublish: string[] = [];
  for (const anomaly of counted) {
    const { timestampMs, verdicts } = anomaly;
    const { severity } = verdicts.get(versionOf(after.heard, anomaly, audit)!)!;
    if (!incident || timestampMs > incident.lastAnomalyAtMs + cooldownMs) {
      shouldPublish.push(...(incident ? ['closed', 'opened'] : ['opened']));
      incident = { anomalies: 1, severity, lastAnomalyAtMs: timestampMs };
      continue;
    }
    const isWorse = compareSeverity(severity, incident.severity) > 0;
    if (isWorse) shouldPublish.push(`worsened-${severity}`);
    incident = {
      anomalies: incident.anomalies + 1,
      severity: isWorse ? severity : incident.severity,
      lastAnomalyAtMs: Math.max(incident.lastAnomalyAtMs, timestampMs),
    };
  }
  const is = after.incident;
  if (is && incident && is.anomalies > incident.anomalies) countedTwice(audit, source, before, after);
  else if (JSON.stringify(is) !== JSON.stringify(incident) || published.join() !== shouldPublish.join())
    audit.against++;
}

type Place = Pick<PutAnomaly, 'sequenceNumber' | 'index'>;

function comparePlaces(a: Place, b: Place): number {
  const difference = BigInt(a.sequenceNumber) - BigInt(b.sequenceNumber);
  return difference === 0n ? a.index - b.index : difference > 0n ? 1 : -1;
}
