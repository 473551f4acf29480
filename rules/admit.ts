import type { Mute } from '../contracts/mute.ts';
import { TRIFLE_RULE } from '../contracts/rules.ts';
import type { Contribution } from '../contracts/verdict.ts';
import type { Admission, Admit } from '../incidents/admission.ts';
import type { Anomaly } from '../incidents/anomaly.ts';
import type { CompiledRule, CompiledRules } from './compile-rules.ts';
import { type SpreadOf, tooNear, trifle } from './distance.ts';
import { drivingFeatures } from './driving-features.ts';
import { globMatcher } from './glob-matcher.ts';
import { heldByMute, heldWhateverDrives, isMuted, type Occurrence } from './held-whatever-drives.ts';

/** All that decides beside the anomaly. */
export interface Admitting {
  readonly rules: CompiledRules;
  readonly mutes: readonly Mute[];
  readonly spreadOf: SpreadOf;
}

/** One anomaly, as rules see it: its time is by its own clock, cut at its arrival, which another delivery meets again. */
interface Case extends Occurrence {
  readonly source: string;
  /** The leading one first; none where nothing explains it. */
  readonly driving: readonly Contribution[];
  /** Decades; undefined where nothing says how rare it is. */
  readonly surprise: number | undefined;
}

/**
 * Makes what applies mutes, rules and the default, in this order. A rule is for an anomaly by its source and its
 * leading feature, and the first one that is for it decides. It holds only what it holds for each feature that drove the
 * anomaly: a trifle of one feature must not hide a fault of another.
 */
export function admitBy({ rules, mutes, spreadOf }: Admitting): Admit {
  const muting = mutes.map((mute) => ({
    mute,
    isForSource: globMatcher(mute.source),
    isForFeature: globMatcher(mute.feature ?? '*'),
  }));
  return (anomaly, severity, nowMs) => {
    const one = caseOf(anomaly, severity);
    const muted = muting.find((each) => isMuted(each.mute, one.atMs, nowMs) && isForAll(each, one));
    if (muted) return heldByMute(muted.mute);
    const matched = rules.rules.find((rule) => isForLeading(rule, one));
    const held = matched && isForAll(matched, one) ? heldBy(matched, one, rules.timeZone) : undefined;
    if (matched && held) return { isAdmitted: false, rule: matched.rule.name, ...held };
    if (!matched?.rule.minimumDistance) {
      const small = trifleWords(anomaly, one, spreadOf);
      if (small !== undefined) return { isAdmitted: false, rule: TRIFLE_RULE, because: small };
    }
    return admittedBy(matched?.rule);
  };
}

function caseOf({ observation, arrivalMs, verdict }: Anomaly, severity: Case['severity']): Case {
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

function heldBy(compiled: CompiledRule, one: Case, timeZone: string): ReturnType<typeof heldWhateverDrives> {
  const { rule } = compiled;
  const because = notRareEnough(rule, one) ?? wrongSide(rule, one.driving) ?? notFarEnough(rule, one.driving);
  return heldWhateverDrives(compiled, one, timeZone) ?? (because === undefined ? undefined : { because });
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

/** What a rule gives to what it admits. */
export function admittedBy(rule: CompiledRule['rule'] | undefined): Admission {
  if (!rule) return { isAdmitted: true };
  const { name, advice, channels } = rule;
  return { isAdmitted: true, rule: name, ...(advice && { advice: adviceOf(advice) }), ...(channels && { channels }) };
}

function adviceOf({ text, link }: NonNullable<CompiledRule['rule']['advice']>) {
  return { text, ...(link !== undefined && { link }) };
}
