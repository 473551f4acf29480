import { setTimeout as wait } from 'node:timers/promises';
import type { WriterPorts } from './write-records.ts';

/** Clock, waiting and chance of the machine. */
export const systemPorts: Omit<WriterPorts, 'put'> = {
  nowMs: () => performance.now(),
  sleep: (ms, signal) => wait(ms, undefined, { signal }).catch(unlessAborted),
  random: Math.random,
};

function unlessAborted(error: Error): void {
  if (error.name !== 'AbortError') throw error;
}
