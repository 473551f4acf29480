import type { AlertRule } from '../contracts/rules.ts';
import { SEVERITIES, type SeverityBands, severityOf, type Verdict } from '../contracts/verdict.ts';
import { toldOnlyIn } from './compare-replays.ts';
import type { RecordedVerdict, Replayed, ReplayedIncident } from './replay.ts';

/** Something that would have kept a false alarm from people. */
export type ProposedChange =
  | { readonly kind: 'rule'; readonly rule: AlertRule }
  /** What is no rarer than that is usual, decades. */
  | { readonly kind: 'threshold'; readonly decades: number };

/** A false alarm, and what of it rules go by. */
export interface FalseAlarm {
  readonly incident: ReplayedIncident;
  /** Its anomalies, one or more. */
  readonly anomalies: readonly RecordedVerdict[];
  /** The rule that it came by: what that says else stays. */
  readonly admittedBy?: AlertRule | undefined;
}

/** What a change would have done to what people were told. */
export interface TriedChange {
  readonly change: ProposedChange;
  /** Whether people would not have heard of the false alarm. */
  readonly removesIt: boolean;
  /** Incidents that the same feature led in the same direction and that nobody confirmed, and how many are gone. */
  readonly alike: number;
  readonly removedAlike: number;
  /** Incidents that a person confirmed, and how many are gone. */
  readonly confirmed: number;
  readonly lost: number;
  /** Of all others, how many are gone. */
  readonly removedOthers: number;
}

/** A person confirmed that something was real: when, and of which source. */
export type Confirmed = Pick<ReplayedIncident, 'source' | 'openedAtMs' | 'lastAtMs'>;

/**
 * Thinks of changes that might keep a false alarm from people, the narrowest first: a distance that is too small to
 * matter or a severity that is too low, for this source and feature, for the feature, for the source; or another
 * threshold.
 */
export function candidateChanges(
  { incident, anomalies, admittedBy }: FalseAlarm,
  bands: SeverityBands,
): ProposedChange[] {
  const { source, feature, incidentId } = incident;
  const name = `feedback ${incidentId.slice(0, 8)}`;
  const scopes = [
    ...(feature === undefined
      ? []
      : [{ source: literal(source), feature: literal(feature) }, { feature: literal(feature) }]),
    { source: literal(source) },
  ];
  const rules = scopes.flatMap((scope) =>
    limitsOf(anomalies, scope.feature === undefined ? undefined : feature, bands).map((limit) => {
      return { ...withoutScope(admittedBy), name, ...scope, ...limit };
    }),
  );
  const rarest = Math.max(...anomalies.map(({ verdict }) => verdict.surprise ?? Number.POSITIVE_INFINITY));
  return [
    ...rules.map((rule): ProposedChange => ({ kind: 'rule', rule })),
    ...(Number.isFinite(rarest) ? [{ kind: 'threshold' as const, decades: roundedUp(rarest) }] : []),
  ];
}

/** What else the rule says that it came by. */
function withoutScope(rule: AlertRule | undefined): Omit<AlertRule, 'name'> {
  if (!rule) return {};
  const { source: _source, feature: _feature, ...rest } = rule;
  return rest;
}

function limitsOf(
  anomalies: readonly RecordedVerdict[],
  feature: string | undefined,
  bands: SeverityBands,
): Pick<AlertRule, 'minimumDistance' | 'minimumSeverity'>[] {
  const of = anomalies.flatMap(({ verdict }) => (verdict.contributions ?? []).filter((one) => one.feature === feature));
  const distances = of.map(({ observed, expected = Number.NaN }) => Math.abs(observed - expected));
  const shares = of.map(({ expected = Number.NaN }, i) => distances[i] / Math.abs(expected));
  const worst = Math.max(...anomalies.map(({ verdict }) => SEVERITIES.indexOf(severityOf(verdict.grade, bands))));
  const severer = SEVERITIES[worst + 1];
  return [
    ...reached(distances).map((absolute) => ({ minimumDistance: { absolute } })),
    ...reached(shares).map((relative) => ({ minimumDistance: { relative } })),
    ...(severer ? [{ minimumSeverity: severer }] : []),
  ];
}

/** What none of these reaches; nothing where one is not known. */
function reached(distances: readonly number[]): number[] {
  const largest = Math.max(...distances);
  return distances.length > 0 && Number.isFinite(largest) ? [roundedUp(largest)] : [];
}

/** To two digits, and above it. */
function roundedUp(value: number): number {
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return value > 0 ? Number(((Math.floor(value / step) + 1) * step).toPrecision(2)) : 0;
}

/** As a glob that matches nothing else. */
function literal(text: string): string {
  return text.replace(/[\\*?[\]{}]/g, '\\$&');
}

/** A verdict as it would be if nothing of at most so many decades were anomalous. */
export function usualBelow(recorded: RecordedVerdict, decades: number): RecordedVerdict {
  const { verdict } = recorded;
  if (!verdict.anomalous || (verdict.surprise ?? Number.POSITIVE_INFINITY) > decades) return recorded;
  const usual: Verdict = { ...verdict, anomalous: false, grade: 0 };
  return { ...recorded, verdict: usual };
}

/** Counts what a change would have done. @param before what people were told @param after the same with the change */
export function weighChange(
  change: ProposedChange,
  incident: ReplayedIncident,
  confirmed: readonly Confirmed[],
  { before, after }: { readonly before: Replayed; readonly after: Replayed },
): TriedChange {
  const real = (one: ReplayedIncident) => toldOnlyIn([one], confirmed).length === 0;
  const isAlike = (one: ReplayedIncident) => {
    return !real(one) && one.feature === incident.feature && one.direction === incident.direction;
  };
  const gone = toldOnlyIn(before.incidents, after.incidents);
  const told = before.incidents.filter(real);
  return {
    change,
    removesIt: gone.some(({ incidentId }) => incidentId === incident.incidentId),
    alike: before.incidents.filter(isAlike).length,
    removedAlike: gone.filter(isAlike).length,
    confirmed: told.length,
    lost: gone.filter(real).length,
    removedOthers: gone.filter((one) => !isAlike(one) && !real(one)).length,
  };
}

/**
 * Puts changes in the order in which they may be proposed, the smallest first: what removes the false alarm, loses
 * nothing that was confirmed, touches the fewest others, and removes the most of its kind; of equals the narrower.
 *
 * @param tried the narrowest first
 */
export function rankChanges(tried: readonly TriedChange[]): TriedChange[] {
  return tried
    .filter(({ removesIt }) => removesIt)
    .sort((a, b) => a.lost - b.lost || a.removedOthers - b.removedOthers || b.removedAlike - a.removedAlike);
}
