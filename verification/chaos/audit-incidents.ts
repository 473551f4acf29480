import { isDeepStrictEqual } from 'node:util';
import { identityOf } from '../../contracts/observation.ts';
import { type Heard, SEVERAL } from './heard-scores.ts';
import { FOUND_ANOMALOUS, FOUND_USUAL, type PutAnomaly } from './ledger.ts';
import { type PlainRules, plainState, tellOn } from './plain-story.ts';
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
  /** Ids of all that people had to hear, as it was written down to be published. */
  readonly alertIds: ReadonlySet<string>;
  /** Anomalies that were not counted, where some were counted twice, and writes against the rules. */
  readonly examples: readonly string[];
}

/** An anomaly and what became of it. */
export type Counted = PutAnomaly & { readonly became: number };

/**
 * Follows each source's item from write to write, and works out anew what the rules make of the anomalies that the
 * write took, by the verdicts that its writer had heard: each is evidence, which expires or opens an incident, or it is
 * counted in one; an incident opens, gathers, speaks again or gives way to the next, and says so, once.
 *
 * @param functionScores whether the function may have scored: what nobody heard is then by the one version that can
 *   judge it
 */
export function auditIncidents(
  histories: ReadonlyMap<string, readonly ItemVersion[]>,
  anomalies: readonly Counted[],
  rules: PlainRules,
  functionScores = false,
): IncidentAudit {
  const bySource = Map.groupBy(anomalies, ({ source }) => source);
  const sums = { uncounted: 0, countedTwice: 0, against: 0, alertIds: new Set<string>(), examples: [] };
  const audit: RunningAudit = { ...sums, functionScores };
  for (const source of new Set([...bySource.keys(), ...histories.keys()])) {
    auditSource(source, histories.get(source) ?? [], bySource.get(source) ?? [], rules, audit);
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
  rules: PlainRules,
  audit: RunningAudit,
): void {
  const known = new Map(anomalies.map((one) => [identityOf(one.shardId, one.sequenceNumber, one.index), one] as const));
  const counted = new Set<string>();
  let before: ItemVersion = {
    version: 0,
    state: plainState(undefined),
    counted: new Set(),
    pending: [],
    heard: new Map(),
  };
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
    if (inOrder.length < identities.length || !isHeard) {
      wentAgainst(audit, source, before, after, { counted: identities, heard: [...after.heard] });
    } else if (inOrder.length > 0) {
      judgeWrite(source, before, after, inOrder, added.map(kindOf), rules, audit);
    }
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

function wentAgainst(audit: RunningAudit, source: string, before: ItemVersion, after: ItemVersion, what: object): void {
  audit.against++;
  audit.examples.push(`${source} from version ${before.version} to ${after.version} ${JSON.stringify(what)}`);
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
  rules: PlainRules,
  audit: RunningAudit,
): void {
  // Nothing can be said of a write when only its writer knows which verdict it went by.
  if (counted.some((anomaly) => versionOf(after.heard, anomaly, audit) === SEVERAL)) return;
  const anomalies = counted.flatMap((anomaly) => {
    const { grade, characters = [], isTrifle } = anomaly.verdicts.get(versionOf(after.heard, anomaly, audit)!)!;
    return isTrifle ? [] : { atMs: anomaly.timestampMs, grade, characters, intervalMs: anomaly.usualIntervalMs };
  });
  const { state, told } = tellOn(before.state, anomalies, rules);
  const [is, expected] = [after.state, state];
  const [had, has] = [expected, is].map(({ incident, evidence }) => (incident?.anomalies ?? 0) + evidence.length);
  if (has! > had!) countedTwice(audit, source, before, after);
  else if (!isDeepStrictEqual(is, expected) || published.join() !== told.join()) {
    wentAgainst(audit, source, before, after, { before: before.state, anomalies, is, published, expected, told });
  }
}

type Place = Pick<PutAnomaly, 'sequenceNumber' | 'index'>;

function comparePlaces(a: Place, b: Place): number {
  const difference = BigInt(a.sequenceNumber) - BigInt(b.sequenceNumber);
  return difference === 0n ? a.index - b.index : difference > 0n ? 1 : -1;
}
