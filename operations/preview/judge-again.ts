import type { NamedFeatures } from '../../contracts/observation.ts';
import { NO_MODEL, type Verdict } from '../../contracts/verdict.ts';
import type { RecordedVerdict } from '../../incidents/replay.ts';
import type { Model } from '../../model/model.ts';
import { scoreFeatures } from '../../model/score-features.ts';

/** A log line has no more of them. */
const MOST_LOGGED = 30;

/**
 * Judges an observation again by a model with another threshold; what its source's past said of it stays. What the past
 * judged alone is no business of the model. The reasons stay, too: they do not go by the threshold.
 *
 * @throws {Error} where its values are not known
 */
export function judgeAgain(model: Model, recorded: RecordedVerdict): RecordedVerdict {
  const { observation, verdict } = recorded;
  if (verdict.modelVersion === NO_MODEL) return recorded;
  const { features } = observation;
  const known = Object.keys(features).length;
  if (known === 0) {
    throw new Error(
      'the log has no values (logFeatures false), so that nothing can be judged again: preview a threshold on a file of rows, with --from FILE --model FOLDER',
    );
  }
  if (model.features.length > known && known >= MOST_LOGGED) {
    throw new Error(
      `the log has ${MOST_LOGGED} values of an observation, and the model goes by ${model.features.length}: preview a threshold on a file of rows, with --from FILE --model FOLDER`,
    );
  }
  return { ...recorded, verdict: judged(model, features, verdict) };
}

function judged(model: Model, features: RecordedVerdict['observation']['features'], before: Verdict): Verdict {
  const { stream } = before;
  const lanes = stream && !stream.learning ? { stream: stream.surprise, step: stream.step } : undefined;
  const score = (explain: boolean) => scoreFeatures(model, [features as NamedFeatures], { explain, lanes: [lanes] })[0];
  const again = score(!before.anomalous);
  if (!again.ok) return before;
  const { contributions, contributionError, explanation } = before;
  if (!again.value.anomalous || !before.anomalous) return { ...again.value, ...(stream && { stream }) };
  return {
    ...again.value,
    ...(stream && { stream }),
    ...(contributions && { contributions }),
    ...(contributionError !== undefined && { contributionError }),
    ...(explanation !== undefined && { explanation }),
  };
}
