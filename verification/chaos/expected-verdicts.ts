import type { LoggedVerdict } from '../../contracts/log-lines.ts';
import type { NamedFeatures, Observation } from '../../contracts/observation.ts';
import { type Contribution, DEFAULT_SEVERITY_BANDS, NO_MODEL, severityOf } from '../../contracts/verdict.ts';
import { charactersOf } from '../../incidents/character.ts';
import type { Model } from '../../model/model.ts';
import { quantilesOf } from '../../model/model-facts.ts';
import { scoreFeatures } from '../../model/score-features.ts';
import { trifle } from '../../rules/distance.ts';
import { drivingFeatures } from '../../rules/driving-features.ts';
import { trainingSpreads } from '../../rules/training-spreads.ts';
import { lanesToJoin, type PastRules, settledVerdict } from '../../streams/judge-by-past.ts';
import type { SourceVerdict } from '../../streams/sources.ts';
import type { PlannedAnomaly, PlannedUsual, PlannedVerdict } from './planned-record.ts';

/**
 * Works out what an observation must turn out to be by each version of the model, together with what was known of its
 * source before it.
 *
 * @param planned what it is by the models alone
 * @param past undefined where it teaches nothing
 * @param rules undefined where sources have no past
 */
export function expectWithPast(
  planned: PlannedUsual | PlannedAnomaly,
  { source, timestampMs, features }: Observation,
  past: SourceVerdict | undefined,
  { models, rules }: { readonly models: readonly Model[]; readonly rules: PastRules | undefined },
): PlannedUsual | PlannedAnomaly {
  const lanes = past && lanesToJoin(past, rules);
  const settled = models.map((model) => {
    const scored = scoreFeatures(model, [features], { explain: true, lanes: [lanes] })[0];
    if (!scored.ok) throw new RangeError(scored.problem.message);
    if (scored.value.score !== planned.verdicts.get(model.version)?.score) throw new RangeError(OTHER_FEATURES);
    return settledVerdict(scored.value, past, rules);
  });
  const verdicts = new Map(
    settled.map((verdict) => {
      const characters = charactersOf(verdict.contributions);
      const held = isTrifle(verdict, models) && { isTrifle: true as const };
      return [verdict.modelVersion, { ...plannedVerdict(verdict), characters, ...held }] as const;
    }),
  );
  const first = Array.isArray(features) ? features[0] : (features as NamedFeatures)[models[0].features[0]];
  const isCounted = [...verdicts.values()].some(({ anomalous, isLearning }) => anomalous && !isLearning);
  if (!isCounted) return { fate: 'usual', verdicts };
  const usualIntervalMs = past?.usualIntervalMs;
  return { fate: 'anomalous', verdicts, source, timestampMs, usualIntervalMs, signature: signatureOf(first, lanes) };
}

/** Whether the rule that every installation has holds it, by how far values lay apart in the training. */
function isTrifle(verdict: LoggedVerdict, models: readonly Model[]): boolean {
  const model = models.find(({ version }) => version === verdict.modelVersion);
  const contributions = verdict.contributions?.filter((one): one is Contribution => one.observed !== undefined);
  const driving = drivingFeatures({ contributions });
  if (!model || driving.length === 0) return false;
  const spreads = spreadsOf(model);
  const isOfPast = (verdict.lane ?? 'row') !== 'row';
  return driving.every((value) => trifle(value, spreads.get(value.feature), isOfPast) !== undefined);
}

const spreadsByModel = new WeakMap<Model, ReadonlyMap<string, number>>();

function spreadsOf(model: Model): ReadonlyMap<string, number> {
  const { features, reference } = model;
  const spreads =
    spreadsByModel.get(model) ??
    trainingSpreads({ features, quantiles: quantilesOf(reference.values, features.length) });
  spreadsByModel.set(model, spreads);
  return spreads;
}

const OTHER_FEATURES = 'what was put is decoded to other features than were planned';

/**
 * By what an observation is known in a request to the endpoint: its first feature, which no anomalous row shares with
 * another, and what its source's past says, which a row that is usual to every model hardly shares.
 */
export function signatureOf(
  first: number | null | undefined,
  lanes?: { readonly stream: number; readonly step: number },
) {
  return lanes ? `${first} ${lanes.stream} ${lanes.step}` : String(first);
}

/** Without what the consumer adds to each verdict for people. */
export function plannedVerdict({ score, anomalous, grade, modelVersion, lane, stream }: LoggedVerdict): PlannedVerdict {
  return {
    score,
    anomalous,
    severity: severityOf(grade, DEFAULT_SEVERITY_BANDS),
    grade,
    ...(stream && { past: `${stream.surprise} ${stream.step} ${stream.observations}` }),
    ...((modelVersion === NO_MODEL || lane === 'stream' || lane === 'step') &&
      stream?.learning && { isLearning: true as const }),
  };
}
