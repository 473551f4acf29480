import { type ModelFacts, makeCard } from '../../contracts/model-card.ts';
import type { TrainingData } from '../../contracts/training-data.ts';
import { changeThreshold } from '../../model/change-threshold.ts';
import type { Model } from '../../model/model.ts';
import { modelFacts } from '../../model/model-facts.ts';
import { encodeModel } from '../../model/model-files.ts';
import { packFiles } from '../../model/pack-model.ts';
import { trainModel } from '../../model/train-model.ts';
import { promote } from '../../registry/move-pointer.ts';
import type { LearningCloud } from './learning-cloud.ts';
import { MACHINES, Machines, USUAL } from './machines.ts';

const FEATURES = ['heat', 'load'] as const;
const DEFAULT_BUDGET = { kind: 'budget' } as const;
/** Around the mean of usual ones. */
const IDLE_SPREAD = 0.2;

/** Rows of usual readings, as a person collects them. @param seed of other machines of the kind */
function collected(seed: number, fromMs: number, toMs: number): TrainingData {
  const machines = new Machines(seed);
  const rows = MACHINES.flatMap((source) => machines.readings(source, fromMs, toMs, USUAL));
  const values = rows.map(({ features }) => features as Readonly<Record<string, number>>);
  return { features: FEATURES, rows: Float64Array.from(values.flatMap((row) => FEATURES.map((name) => row[name]))) };
}

/**
 * Trains a plain isolation forest on what was collected, and has it judge: it keeps its budget, but sees hardly
 * anything of two features that hold together. Later candidates are of its kind, as it was a person's choice.
 */
export async function promoteForest(cloud: LearningCloud, spanMs: number): Promise<Model> {
  const window = { fromMs: cloud.nowMs - spanMs, toMs: cloud.nowMs };
  const data = collected(2, window.fromMs, window.toMs);
  const model = trainModel(data, { detector: 'isolation-forest', threshold: DEFAULT_BUDGET });
  await register(cloud, model, 'a forest is enough', window);
  return model;
}

/** Places the threshold of a model by readings of machines that are all but idle: far too low, and has it judge. */
export async function promoteLowThreshold(cloud: LearningCloud, model: Model): Promise<Model> {
  const usual = collected(3, 0, 60 * 60_000);
  const middle = model.medians;
  const at = (i: number) => middle[i % FEATURES.length];
  const idle = usual.rows.map(
    (_, i) => at(i) + IDLE_SPREAD * (usual.rows[i] - meanOf(usual.rows, i % FEATURES.length)),
  );
  const moved = changeThreshold(model, DEFAULT_BUDGET, { ...usual, rows: idle });
  await register(cloud, moved, 'a threshold by the readings of a Sunday');
  return moved;
}

function meanOf(rows: Float64Array, feature: number): number {
  const values = rows.filter((_, i) => i % FEATURES.length === feature);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function register(
  { registry, nowMs }: LearningCloud,
  model: Model,
  why: string,
  window?: NonNullable<ModelFacts['window']>,
): Promise<void> {
  const files = encodeModel(model);
  const archive = await packFiles(files);
  const facts = { ...modelFacts(model, { archive, files }), ...(window && { window }) };
  const card = makeCard(facts, { madeBy: 'train', by: 'a person', why, atMs: nowMs });
  await registry.put(card, archive);
  await registry.move((pointer) => promote(pointer, card, { atMs: nowMs, by: 'a person', why }));
}
