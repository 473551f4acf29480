import type { ModelPointer } from '../../contracts/model-registry.ts';
import type { SampledRow } from '../../contracts/row-sample.ts';
import { currentOf, previousOf, rollBack, voidVersion } from '../../registry/move-pointer.ts';
import {
  beginWatch,
  isSeenEnough,
  type PromotionWatch,
  rollbackReason,
  watchOn,
} from '../../training/watch-promotion.ts';
import { type ModelNews, modelAlert } from './model-alert.ts';
import type { TrainerPorts } from './ports.ts';
import { loadRegistered, UnloadableVersion } from './versions.ts';

/** What was found of the version that judges. */
export interface Watched {
  /** As it is now. */
  readonly pointer: ModelPointer;
  /** Absent where there is nothing to watch. */
  readonly watch?: PromotionWatch;
  /** What was done about it; absent where nothing was amiss. */
  readonly done?: ModelNews;
}

/**
 * Looks after the version that judges: takes out one that cannot be loaded, and rolls back one that was promoted and
 * leaves its budget where the one before it does not. People are told first, so that they hear of it whatever fails.
 */
export async function watchCurrent(
  pointer: ModelPointer,
  before: PromotionWatch | undefined,
  rows: readonly SampledRow[],
  ports: TrainerPorts,
): Promise<Watched> {
  const change = currentOf(pointer);
  // What the endpoint holds is not asked of the registry.
  if (!change || change.model === pointer.deployed) return { pointer };
  const previous = previousOf(pointer);
  try {
    const known = before?.model === change.model && before.before === previous?.model ? before : undefined;
    if (change.kind !== 'promoted' || !previous || previous.sampleFeatures) {
      await loadRegistered(ports.registry, change.model);
      return { pointer };
    }
    const since = known ?? beginWatch(change.model, previous.model, change.holdsFromMs);
    const { watch, reason } = await goOn(since, rows, ports);
    if (reason === undefined) return { pointer, watch };
    return await takeBack({ about: 'rolled_back', model: change.model, beside: previous.model, why: reason }, ports);
  } catch (error) {
    if (!(error instanceof UnloadableVersion)) throw error;
    return takeBack({ about: 'voided', model: change.model, beside: previous?.model, why: error.message }, ports);
  }
}

/** @throws {UnloadableVersion} of the one that judges; without the one before nothing is amiss with it */
async function goOn(
  watch: PromotionWatch,
  rows: readonly SampledRow[],
  { registry }: TrainerPorts,
): Promise<{ readonly watch: PromotionWatch; readonly reason?: string | undefined }> {
  const model = await loadRegistered(registry, watch.model);
  if (isSeenEnough(watch, model)) return { watch };
  try {
    const other = await loadRegistered(registry, watch.before);
    const next = watchOn(watch, rows, model, other);
    return { watch: next, reason: rollbackReason(next, model, other) };
  } catch (error) {
    if (error instanceof UnloadableVersion) return { watch };
    throw error;
  }
}

async function takeBack(news: ModelNews, { registry, publish, now }: TrainerPorts): Promise<Watched> {
  await publish(modelAlert(news, now()));
  const occasion = { atMs: now(), by: 'trainer', why: news.why };
  const card = news.beside === undefined ? undefined : await registry.card(news.beside);
  const pointer = await registry.move((pointer) => {
    if (currentOf(pointer)?.model !== news.model) return pointer;
    return news.about === 'voided' ? voidVersion(pointer, news.model, occasion) : rollBack(pointer, card, occasion);
  });
  return { pointer, done: news };
}
