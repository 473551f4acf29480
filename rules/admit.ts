import type { Mute } from '../contracts/mute.ts';
import { TRIFLE_RULE } from '../contracts/rules.ts';
import { type Contribution, compareSeverity, type Severity } from '../contracts/verdict.ts';
import type { Admission, Admit } from '../incidents/admission.ts';
import type { Anomaly } from '../incidents/anomaly.ts';
import type { CompiledRule, CompiledRules } from './compile-rules.ts';
import { type SpreadOf, tooNear, trifle } from './distance.ts';
import { drivingFeatures } from './driving-features.ts';
import { globMatcher } from './glob-matcher.ts';
import { hoursWords } from './hours.ts';

/** All that decides beside the anomaly. */
export interface Admitting {
  readonly rules: CompiledRules;
  readonly mutes: readonly Mute[];
  readonly spreadOf: SpreadOf;
  /** The wall clock, milliseconds since the epoch. */
  readonly nowMs: number;
}

/** One anomaly, as rules see it. */
interface Case {
  readonly source: string;
  /** The leading one first; none where nothing explains it. */
  readonly driving: readonly Contribution[];
  readonly severity: Severity;
  /** Decades; undefined where nothing says how rare it is. */
  readonly surprise: number | undefined;
  /** When it happened: by its own clock, cut at its arrival, so that another delivery meets the same hours. */
  readonly atMs: number;
}

/**
 * Makes what applies mutes, rules and the default, in this order. A rule is for an anomaly by its source and its
 * leading
 * feature, and the first one that is for it decides. It holds only what it holds for each feature that drove the
 * anomaly: a trifle of one feature must not hide a fault of another.
 */
export function admitBy({ rules, mutes, spreadOf, nowMs }: Admitting): Admit {
  const muting = mutes.map((mute) => ({
    mute,
    isForSource: globMatcher(mute.source),
    isForFeature: globMatcher(mute.feature ?? '*'),
  }));
  return (anomaly, severity) => {
    const one = caseOf(anomaly, severity);
    const muted = muting.find((each) => isMuted(each.mute, one.atMs, nowMs) && isForAll(each, one));
    if (muted) return { isAdmitted: false, rule: `mute ${muted.mute.id}`, because: muteWords(muted.mute) };
    const matched = rules.rules.find((rule) => isForLeading(rule, one));
    const because = matched && isForAll(matched, one) ? heldBecause(matched, one, rules.timeZone) : undefined;
    if (matched && because !== undefined) return { isAdmitted: false, rule: matched.rule.name, because };
    if (!matched?.rule.minimumDistance) {
      const small = trifleWords(anomaly, one, spreadOf);
      if (small !== undefined) return { isAdmitted: false, rule: TRIFLE_RULE, because: small };
    }
    return admitted(matched);
  };
}

function caseOf({ observation, arrivalMs, verdict }: Anomaly, severity: Severity): Case {
  const atMs = Math.min(observation.timestampMs, arrivalMs);
  const { surprise } = verdict;
  return { source: observation.source, driving: drivingFeatures(verdict), severity, surprise, atMs };
}

type Scope = Pick<CompiledRule, 'isForSource' | 'isForFeature'>;

function isForLeading({ isForSource, isForFeature }: Scope, { source, driving }: Case): boolean {
  return isForSource(source) && isForFeature(driving[0]?.feature ?? '');
}

function isForAll({ isForSource, isForFeature }: Scope, { source, driving }: Case): boolean {
  const features = driving.length > 0 ? driving.map(({ feature }) => feature) : [''];
  return isForSource(source) && features.every(isForFeature);
}

/** What happened in its time, whenever that is decided; and what is decided in its time, whenever that happened. */
function isMuted({ fromMs, untilMs }: Mute, atMs: number, nowMs: number): boolean {
  return atMs < untilMs && (atMs >= fromMs || (nowMs >= fromMs && nowMs < untilMs));
}

function heldBecause(compiled: CompiledRule, one: Case, timeZone: string): string | undefined {
  const { rule, muteUntilMs } = compiled;
  if (one.atMs < muteUntilMs) return `muted until ${minuteOf(muteUntilMs)}`;
  const maintenance = compiled.maintenanceAt(one.atMs);
  if (maintenance !== undefined) return `maintenance ${maintenance}`;
  const { hours, minimumSeverity } = rule;
  if (hours && !compiled.isInHours(one.atMs) && isLess(one.severity, hours.exceptFrom)) {
    const unless = hours.exceptFrom ? `, and ${one.severity} is less than ${hours.exceptFrom}` : '';
    return `outside the hours ${hoursWords(hours, timeZone)}${unless}`;
  }
  if (minimumSeverity && isLess(one.severity, minimumSeverity)) {
    return `its severity is ${one.severity}, less than ${minimumSeverity}`;
  }
  return notRareEnough(rule, one) ?? wrongSide(rule, one.driving) ?? notFarEnough(rule, one.driving);
}

function isLess(severity: Severity, than: Severity | undefined): boolean {
  return than === undefined || compareSeverity(severity, than) < 0;
}

function notRareEnough({ alertBudget }: CompiledRule['rule'], { surprise }: Case): string | undefined {
  if (alertBudget === undefined || surprise === undefined) return undefined;
  const observations = 10 ** surprise;
  if (observations * alertBudget >= 1) return undefined;
  const seldom = (count: number) => `one in ${Math.round(count).toLocaleString('en')}`;
  return `it is as rare as ${seldom(observations)}, and the budget is ${seldom(1 / alertBudget)}`;
}

function wrongSide({ direction = 'both' }: CompiledRule['rule'], driving: readonly Contribution[]): string | undefined {
  if (direction === 'both') return undefined;
  return forEach(driving, ({ feature, direction: side }) => {
    return side === undefined || side === direction ? undefined : `${feature} is ${side} what was expected`;
  });
}

function notFarEnough({ minimumDistance }: CompiledRule['rule'], driving: readonly Contribution[]): string | undefined {
  return minimumDistance && forEach(driving, (value) => tooNear(value, minimumDistance));
}

function trifleWords({ verdict }: Anomaly, { driving }: Case, spreadOf: SpreadOf): string | undefined {
  const { modelVersion, lane = 'row' } = verdict;
  return forEach(driving, (value) => trifle(value, spreadOf(modelVersion, value.feature), lane !== 'row'));
}

/** What is said of the leading feature, where something is said of each. */
function forEach(
  driving: readonly Contribution[],
  say: (value: Contribution) => string | undefined,
): string | undefined {
  const said = driving.map(say);
  return said.every((words) => words !== undefined) ? said[0] : undefined;
}

function admitted(matched: CompiledRule | undefined): Admission {
  if (!matched) return { isAdmitted: true };
  const { name, advice, channels } = matched.rule;
  return { isAdmitted: true, rule: name, ...(advice && { advice: adviceOf(advice) }), ...(channels && { channels }) };
}

function adviceOf({ text, link }: NonNullable<CompiledRule['rule']['advice']>) {
  return { text, ...(link !== undefined && { link }) };
}

function muteWords({ untilMs, by, why }: Mute): string {
  // Of an ARN, the name alone.
  return `muted until ${minuteOf(untilMs)} by ${by.slice(by.lastIndexOf('/') + 1)}: ${why}`;
}

function minuteOf(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
