import { setTimeout as sleep } from 'node:timers/promises';
import { HOLDS_AFTER_MS } from '../../contracts/model-registry.ts';
import type { ChaosOptions } from './chaos-options.ts';
import type { FaultInjector } from './fault-injector.ts';
import type { Promoter } from './promoter.ts';

const PROMOTE_EVERY_MS = 12_000;

interface Promotions extends Pick<ChaosOptions, 'troubles' | 'durationMs'> {
  readonly promoter: Promoter;
  readonly faultInjector: Pick<FaultInjector, 'tally'>;
}

/** Plans the changes of the first minute, in which none that is made then would hold yet. */
export async function planPromotions({ promoter, troubles, durationMs }: Promotions): Promise<void> {
  if (!troubles.has('promotions')) return;
  const everyMs = promotionGapMs(durationMs);
  const planned = Math.floor(Math.min(durationMs, HOLDS_AFTER_MS) / everyMs);
  await promoter.prepare(Array.from({ length: planned }, (_, i) => (i + 0.5) * everyMs));
}

/** Has the next version judge from a minute on, again and again. */
export async function keepPromoting({ promoter, faultInjector, durationMs, troubles }: Promotions): Promise<void> {
  if (!troubles.has('promotions')) return;
  const everyMs = promotionGapMs(durationMs);
  for (let atMs = everyMs; atMs < durationMs; atMs += everyMs) {
    await sleep(everyMs);
    faultInjector.tally.note('registry: another model from a minute on');
    await promoter.next();
  }
}

function promotionGapMs(durationMs: number): number {
  return Math.min(PROMOTE_EVERY_MS, durationMs / 4);
}
