import type { LearningLine } from '../../contracts/learning-state.ts';
import type { ModelCard } from '../../contracts/model-card.ts';
import type { SampledRow } from '../../contracts/row-sample.ts';
import type { Model } from '../../model/model.ts';
import { encodeModel } from '../../model/model-files.ts';
import { packFiles } from '../../model/pack-model.ts';
import { currentOf, promote } from '../../registry/move-pointer.ts';
import { maintenanceOf } from '../../rules/maintenance.ts';
import { candidateCard } from '../../training/candidate-card.ts';
import { compareModels } from '../../training/compare-models.ts';
import { isHeldOut } from '../../training/held-out.ts';
import { flaggedByRow } from '../../training/judge-sample.ts';
import {
  type LearnableRows,
  learnableRows,
  leftOutWords,
  MOST_STRANGE,
  type Surroundings,
  type TimeRange,
} from '../../training/learnable-rows.ts';
import { type SampleData, sampleData } from '../../training/sample-data.ts';
import { percentWords } from '../../training/share-interval.ts';
import { trainCandidate } from '../../training/train-candidate.ts';
import { DAY_MS, FIRST_MODEL, isLessThanADay } from '../../training/when-to-train.ts';
import type { LearningRules, TrainerPorts } from './ports.ts';
import { type CurrentVersion, loadRegistered } from './versions.ts';

/** What came of a training. */
export interface Outcome {
  readonly result: NonNullable<LearningLine['last']>['result'];
  /** Identity of the candidate; absent where there is none. */
  readonly model?: string;
  /** In words for people, to be read after a colon. */
  readonly why: string;
}

/** In what a candidate is trained. */
export interface TrainingContext {
  /** The version that judges this stream; undefined where none does. */
  readonly current: CurrentVersion | undefined;
  /** Identity of the version that the pointer says, be it a sample's; undefined where it says none. */
  readonly pointedAt: string | undefined;
  readonly rules: LearningRules;
  readonly ports: TrainerPorts;
}

/**
 * Trains a candidate on what of the sample may be learned, compares it with the version that judges on rows that
 * neither was trained on, and files it: it takes over where it passes and nobody has to decide, or else waits.
 *
 * @param why it is time, for people
 */
export async function trainAndFile(
  sample: readonly SampledRow[],
  why: string,
  context: TrainingContext,
): Promise<Outcome> {
  const { current, rules, ports } = context;
  const parent = current && (await loadRegistered(ports.registry, current.card.model));
  // What a model flags that saw less than a day may be the evening.
  const isYoung = isLessThanADay(spanOf(current?.card));
  const flagged = !parent || isYoung ? new Set<SampledRow>() : flaggedByRow(parent, sample);
  const learnable = learnableRows(sample, {
    incidents: await ports.incidents(),
    exclude: rules.trainingExclude.map(rangeOf),
    isInMaintenance: await maintenanceNow(ports),
    flags: (row) => flagged.has(row),
  });
  const without = leftOutWords(learnable.leftOut);
  if (learnable.rows.length < FIRST_MODEL.rows) {
    return { result: 'refused', why: `only ${learnable.rows.length} rows are left to learn, without ${without}` };
  }
  let candidate: Candidate;
  try {
    candidate = trainOn(learnable.rows, parent, rules);
  } catch (error) {
    return { result: 'failed', why: (error as Error).message };
  }
  if (candidate.model.identity === parent?.identity) {
    return { result: 'unchanged', model: parent.identity, why: 'the same rows gave the same model' };
  }
  return file(candidate, without === undefined ? why : `${why}; without ${without}`, learnable, parent, context);
}

async function maintenanceNow(ports: TrainerPorts): Promise<Surroundings['isInMaintenance']> {
  const held = await ports.rules();
  return held ? maintenanceOf(held.rules, ports.now()) : () => false;
}

interface Candidate {
  readonly model: Model;
  readonly trainedOn: SampleData;
}

/** @throws {Error} for rows that no model can be made of, in a sentence for people */
function trainOn(
  rows: readonly SampledRow[],
  parent: Model | undefined,
  { derive, missingValues }: LearningRules,
): Candidate {
  const trainedOn = sampleData(
    rows.filter(({ identity }) => !isHeldOut(identity)),
    {
      ...(parent && { current: parent.features }),
      ...(derive && { derive }),
      ...(missingValues && { missingValues }),
    },
  );
  return { trainedOn, model: trainCandidate(trainedOn.data, parent) };
}

async function file(
  { model, trainedOn }: Candidate,
  why: string,
  learnable: LearnableRows,
  parent: Model | undefined,
  context: TrainingContext,
): Promise<Outcome> {
  const { current, rules, ports } = context;
  const comparison = compareModels(model, heldOutOf(learnable.rows, current?.card), parent);
  const { refusal } = comparison;
  const decision = waitsBecause(learnable.strangeShare, rules);
  const files = encodeModel(model);
  const packed = { archive: await packFiles(files), files };
  const verdict = refusal === undefined ? decision : `refused: ${refusal}`;
  const card = candidateCard(model, packed, {
    trainedOn,
    comparison,
    ...(parent && { parent: parent.identity }),
    why: verdict === undefined ? why : `${why}; ${verdict}`,
    atMs: ports.now(),
  });
  await ports.registry.put(card, packed.archive);
  if (refusal !== undefined) return { result: 'refused', model: model.identity, why: refusal };
  if (decision !== undefined) return { result: 'waits', model: model.identity, why: decision };
  return promoteCandidate(card, why, context);
}

/** @param interval of ISO 8601, `from/to` */
function rangeOf(interval: string): TimeRange {
  const [fromMs, toMs] = interval.split('/').map(Date.parse);
  return { fromMs, toMs };
}

/** A model whose window nobody knows saw a day, as nobody says otherwise. */
function spanOf(card: ModelCard | undefined): number {
  if (!card) return 0;
  return card.window ? card.window.toMs - card.window.fromMs : DAY_MS;
}

/** No model of ours was ever trained on them; of one that came from elsewhere nobody knows, but for what came later. */
function heldOutOf(rows: readonly SampledRow[], current: ModelCard | undefined): SampledRow[] {
  const heldOut = rows.filter(({ identity }) => isHeldOut(identity));
  if (!current || current.madeBy === 'trainer') return heldOut;
  const untilMs = current.window?.toMs ?? current.atMs;
  return heldOut.filter(({ arrivalMs }) => arrivalMs > untilMs);
}

function waitsBecause(strangeShare: number, { learning }: LearningRules): string | undefined {
  if (strangeShare > MOST_STRANGE) {
    return (
      `${percentWords(strangeShare)} of the rows were anomalous, more than ${percentWords(MOST_STRANGE)}: ` +
      'whether that is how it is now, or an outage that ends, a person has to say'
    );
  }
  return learning === 'propose' ? 'learning is set to propose' : undefined;
}

async function promoteCandidate(
  card: ModelCard,
  why: string,
  { pointedAt, ports: { registry, now } }: TrainingContext,
): Promise<Outcome> {
  const { model } = card;
  let refusal: string | undefined;
  const moved = await registry.move((pointer) => {
    if (currentOf(pointer)?.model !== pointedAt) return pointer;
    try {
      return promote(pointer, card, { atMs: now(), by: 'trainer', why });
    } catch (error) {
      // Too large to travel.
      refusal = (error as Error).message;
      return pointer;
    }
  });
  if (currentOf(moved)?.model === model) return { result: 'promoted', model, why };
  if (refusal !== undefined) return { result: 'refused', model, why: refusal };
  return { result: 'overtaken', model, why: 'somebody moved the pointer meanwhile' };
}
