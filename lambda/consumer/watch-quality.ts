import { Unavailable } from '../failures.ts';
import type { Entry } from './entry.ts';
import { type Excess, QualityWindow } from './quality-window.ts';
import type { WatchingContext } from './write-excess.ts';

/** How often an excess that goes on is written down: all processes together need to know only roughly. */
const REFRESH_MS = 10 * 60_000;

/**
 * Alerts the owner once that too much of what comes is not as it should be: it goes to quarantine, its clocks are
 * wrong, or no source comes twice. Outlives the batch.
 */
export class QualityWatch {
  readonly #window = new QualityWindow();
  readonly #writtenMs = new Map<Excess['about'], number>();

  /**
   * Never fails: data that cannot be scored must not hold up data that can.
   *
   * @param unrepeated what another watch has found about sources
   */
  async see(entries: readonly Entry[], unrepeated: Excess | undefined, context: WatchingContext): Promise<void> {
    const { settings, ports } = context;
    const nowMs = ports.now();
    this.#window.add(entries, nowMs);
    if (settings.alerting === 'observe') return;
    const excesses = this.#window.excesses(settings.quarantineAlertPercent);
    for (const excess of unrepeated ? [...excesses, unrepeated] : excesses) {
      if (nowMs - (this.#writtenMs.get(excess.about) ?? Number.NEGATIVE_INFINITY) < REFRESH_MS) continue;
      try {
        // Seldom: a cold start should not read it.
        const { writeExcess } = await import('./write-excess.ts');
        await writeExcess(excess, context, nowMs);
        this.#writtenMs.set(excess.about, nowMs);
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        ports.report.unavailable({ port: error.port, reason: error.message });
      }
    }
  }
}
