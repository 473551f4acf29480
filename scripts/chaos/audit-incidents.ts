import { identityOf } from '../../contracts/observation.ts';
import { compareSeverity } from '../../contracts/verdict.ts';
import { type Heard, SEVERAL } from './heard-scores.ts';
import { FOUND_ANOMALOUS, FOUND_USUAL, type PutAnomaly } from './ledger.ts';
import type { ItemVersion } from './table-watch.ts';

export interface IncidentAudit {
  /** Anomalies that are done, usual in no delivery that was finished, and that no write has counted. */
  readonly uncounted: number;
  /** Writes after which an incident had more anomalies than were new to it, or a mark had gone back. */
  readonly countedTwice: number;
  /** Writes that made of an incident, or told of it, something else than the rules say. */
  readonly against: number;
  /** Ids of the openings, rises and closings that were written down to be told. */
  readonly alertIds: ReadonlySet<string>;
  /** Identities of anomalies that were not counted. */
  readonly examples: readonly string[];
}

/** An anomaly and what became of it. */
export type Counted = PutAnomaly & { readonly became: number };

/**
 * Follows each source's item from write to write, and works out anew what the rules make of the anomalies between the old
 * mark and the new one that its writer had heard of: an incident opens, gathers or gets worse, and says so, once.
 */
export function auditIncidents(
  histories: ReadonlyMap<string, readonly ItemVersion[]>,
  anomalies: readonly Counted[],
  cooldownMs: number,
): IncidentAudit {
  const bySource = Map.groupBy(anomalies, ({ source }) => source);
  const audit: RunningAudit = { uncounted: 0, countedTwice: 0, against: 0, alertIds: new Set(), examples: [] };
  for (const source of new Set([...bySource.keys(), ...histories.keys()])) {
    auditSource(histories.get(source) ?? [], bySource.get(source) ?? [], cooldownMs, audit);
  }
  return audit;
}

type RunningAudit = {
  uncounted: number;
  countedTwice: number;
  against: number;
  alertIds: Set<string>;
  examples: string[];
};

function auditSource(
  versions: readonly ItemVersion[],
  anomalies: readonly Counted[],
  cooldownMs: number,
  audit: RunningAudit,
): void {
  const byShard = Map.groupBy(anomalies, ({ shardId }) => shardId);
  for (const ofShard of byShard.values()) ofShard.sort(comparePlaces);
  const next = new Map<string, number>();
  const counted = new Set<Counted>();
  let before: ItemVersion = { version: 0, marks: {}, pending: [], heard: new Map() };
  for (const after of versions) {
    const known = new Set(before.pending);
    const news = after.pending.filter((id) => !known.has(id));
    for (const id of news) audit.alertIds.add(id);
    const opened = news.filter((id) => !id.endsWith('-closed')).map((id) => id.replace(/^[0-9a-f]{16}-/, ''));
    for (const [shardId, mark] of Object.entries(after.marks)) {
      const old = before.marks[shardId];
      if (old && comparePlaces(old, mark) === 0) continue;
      if (old && comparePlaces(old, mark) > 0) audit.countedTwice++;
      const ofShard = byShard.get(shardId) ?? [];
      const from = next.get(shardId) ?? 0;
      let to = from;
      while (to < ofShard.length && comparePlaces(ofShard[to]!, mark) <= 0) to++;
      next.set(shardId, to);
      const ofWrite = ofShard.slice(from, to).filter((anomaly) => wasAnomalousTo(after.heard, anomaly));
      for (const anomaly of ofWrite) counted.add(anomaly);
      judgeWrite(before, after, ofWrite, opened, cooldownMs, audit);
    }
    before = after;
  }
  const uncounted = anomalies.filter((anomaly) => mustBeCounted(anomaly) && !counted.has(anomaly));
  audit.uncounted += uncounted.length;
  audit.examples.push(
    ...uncounted.map(({ shardId, sequenceNumber, index }) => identityOf(shardId, sequenceNumber, index)),
  );
}

/** One that was usual to the version that judged another delivery may have been counted in this one, or not. */
function mustBeCounted({ became }: Counted): boolean {
  return (became & FOUND_ANOMALOUS) !== 0 && (became & FOUND_USUAL) === 0;
}

function wasAnomalousTo(heard: Heard, { signature, verdicts }: Counted): boolean {
  const version = heard.get(signature);
  return version !== undefined && (version === SEVERAL || verdicts.get(version)?.anomalous === true);
}

function judgeWrite(
  before: ItemVersion,
  after: ItemVersion,
  counted: readonly Counted[],
  told: readonly string[],
  cooldownMs: number,
  audit: RunningAudit,
): void {
  // Nothing can be said of a write when only its writer knows which verdict it went by.
  if (counted.some(({ signature }) => after.heard.get(signature) === SEVERAL)) return;
  let incident = before.incident;
  const shouldTell: string[] = [];
  for (const { timestampMs, verdicts, signature } of counted) {
    const { severity } = verdicts.get(after.heard.get(signature)!)!;
    if (!incident || timestampMs > incident.lastAnomalyAtMs + cooldownMs) {
      incident = { anomalies: 1, severity, lastAnomalyAtMs: timestampMs };
      shouldTell.push('opened');
      continue;
    }
    const isWorse = compareSeverity(severity, incident.severity) > 0;
    if (isWorse) shouldTell.push(`worsened-${severity}`);
    incident = {
      anomalies: incident.anomalies + 1,
      severity: isWorse ? severity : incident.severity,
      lastAnomalyAtMs: Math.max(incident.lastAnomalyAtMs, timestampMs),
    };
  }
  const is = after.incident;
  if (is && incident && is.anomalies > incident.anomalies) audit.countedTwice++;
  else if (JSON.stringify(is) !== JSON.stringify(incident) || told.join() !== shouldTell.join()) audit.against++;
}

type Place = Pick<PutAnomaly, 'sequenceNumber' | 'index'>;

function comparePlaces(a: Place, b: Place): number {
  const difference = BigInt(a.sequenceNumber) - BigInt(b.sequenceNumber);
  return difference === 0n ? a.index - b.index : difference > 0n ? 1 : -1;
}
