import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changeThreshold } from '../../model/change-threshold.ts';
import type { Model } from '../../model/model.ts';
import { packModel } from '../../model/pack-model.ts';
import { saveModel } from '../../model/save-model.ts';
import { trainModel } from '../../model/train-model.ts';

/** A model and its archive, ready to be deployed. */
export interface ModelVersion {
  readonly model: Model;
  readonly archive: Uint8Array;
}

/** Of the training rows, so few that what is a little strange is usual. */
const STRICTER_SHARE = 0.045;
const TRAINING_ROWS = 2000;
const WIDE_RANGE = 11;

/**
 * The model that is deployed, one that was trained anew and gives other scores, and the first one's detector with a
 * higher threshold: whichever follows on another, it finds something anomalous that was usual.
 */
export async function modelVersions(deployed: Model, random: () => number): Promise<readonly ModelVersion[]> {
  const stricter = changeThreshold(deployed, { kind: 'contamination', share: STRICTER_SHARE });
  const models = [deployed, trainedAnew(deployed, random), stricter];
  return Promise.all(models.map(async (model) => ({ model, archive: await archiveOf(model) })));
}

/** From rows as the sample model's, each value in [0, 1), but for all after the first, which it has seen go further. */
function trainedAnew({ features }: Model, random: () => number): Model {
  const isFirst = (at: number) => at % features.length === 0;
  const rows = Float64Array.from({ length: TRAINING_ROWS * features.length }, (_, at) =>
    isFirst(at) ? random() : random() * WIDE_RANGE,
  );
  return trainModel({ features, rows }, { seed: 1, threshold: { kind: 'contamination', share: 0.05 } });
}

async function archiveOf(model: Model): Promise<Uint8Array> {
  const dir = await mkdtemp(join(tmpdir(), 'weir-version-'));
  try {
    await saveModel(model, dir);
    return await packModel(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
