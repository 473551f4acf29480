import type { Mute } from '../../contracts/mute.ts';
import type { AlertRules } from '../../contracts/rules.ts';
import type { Admit } from '../../incidents/admission.ts';
import {
  type Confirmed,
  candidateChanges,
  type FalseAlarm,
  rankChanges,
  type TriedChange,
  usualBelow,
  weighChange,
} from '../../incidents/propose-change.ts';
import { IncidentReplay, type RecordedVerdict, type Replayed, type ReplayRules } from '../../incidents/replay.ts';
import { admitBy } from '../../rules/admit.ts';
import { compileRules } from '../../rules/compile-rules.ts';
import type { SpreadOf } from '../../rules/distance.ts';
import { globMatcher } from '../../rules/glob-matcher.ts';

/** What is tried on: verdicts that were recorded, and what made messages of them. */
export interface TryingOn {
  readonly verdicts: readonly RecordedVerdict[];
  readonly settings: ReplayRules;
  readonly rules: AlertRules;
  readonly mutes: readonly Mute[];
  readonly spreadOf: SpreadOf;
  readonly nowMs: number;
}

/** Makes messages of what was recorded. @param change of each verdict @default none */
export async function replayedBy(
  { verdicts, settings, mutes, spreadOf, nowMs }: TryingOn,
  rules: AlertRules,
  change = (verdict: RecordedVerdict) => verdict,
): Promise<Replayed> {
  const admit: Admit = admitBy({ rules: await compileRules(rules, nowMs), mutes, spreadOf });
  const replay = new IncidentReplay({ ...settings, admit });
  for (const verdict of verdicts) replay.add(change(verdict));
  return replay.finish();
}

/**
 * Tries all changes that might keep a false alarm from people on what was recorded.
 *
 * @param wanted whose it is, and from when to when it was
 * @returns those that would have, the smallest first; undefined where people would not have been told of it any more
 */
export async function triedChanges(
  wanted: Confirmed,
  confirmed: readonly Confirmed[],
  on: TryingOn,
): Promise<TriedChange[] | undefined> {
  const before = await replayedBy(on, on.rules);
  const alarm = falseAlarm(wanted, before, on);
  if (!alarm) return undefined;
  const tried: TriedChange[] = [];
  for (const change of candidateChanges(alarm, on.settings.severityBands)) {
    const after =
      change.kind === 'rule'
        ? await replayedBy(on, withFirst(on.rules, change.rule))
        : await replayedBy(on, on.rules, (verdict) => usualBelow(verdict, change.decades));
    tried.push(weighChange(change, alarm.incident, confirmed, { before, after }));
  }
  return rankChanges(tried);
}

/** Rules with one before all others: the first that is for an anomaly decides. */
export function withFirst(rules: AlertRules, rule: AlertRules['rules'][number]): AlertRules {
  return { ...rules, rules: [rule, ...rules.rules.filter(({ name }) => name !== rule.name)] };
}

function falseAlarm(wanted: Confirmed, before: Replayed, { verdicts, rules }: TryingOn): FalseAlarm | undefined {
  const { source, openedAtMs, lastAtMs } = wanted;
  const isWithin = (fromMs: number, toMs: number) => fromMs <= lastAtMs && openedAtMs <= toMs;
  const incident = before.incidents.find((one) => one.source === source && isWithin(one.openedAtMs, one.lastAtMs));
  if (!incident) return undefined;
  const anomalies = verdicts.filter(({ observation, verdict }) => {
    const atMs = observation.timestampMs;
    return (
      verdict.anomalous && observation.source === source && incident.openedAtMs <= atMs && atMs <= incident.lastAtMs
    );
  });
  const admittedBy = rules.rules.find((rule) => {
    return globMatcher(rule.source ?? '*')(source) && globMatcher(rule.feature ?? '*')(incident.feature ?? '');
  });
  return { incident, anomalies, admittedBy };
}
