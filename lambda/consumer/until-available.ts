import { Unavailable } from '../failures.ts';
import type { Backoff } from './backoff.ts';
import { type Ports, RESERVE_MS } from './ports.ts';

/**
 * Does work until nothing that it needs is unavailable, or the time is over: then undefined. It is tried at least once,
 * unless it was unavailable just before.
 */
export async function untilAvailable<T>(
  work: () => Promise<T>,
  ports: Pick<Ports, 'now' | 'sleep' | 'random' | 'remainingMs' | 'report'>,
  backoff: Backoff,
): Promise<T | undefined> {
  for (;;) {
    const waitMs = backoff.waitMs(ports.now());
    if (waitMs > 0 && ports.remainingMs() - waitMs <= RESERVE_MS) return undefined;
    if (waitMs > 0) await ports.sleep(waitMs);
    try {
      const result = await work();
      backoff.succeeded();
      return result;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      const { port, message: reason } = error;
      ports.report.unavailable({ port, reason, waitMs: backoff.failed(ports.now(), ports.random()) });
    }
  }
}
