import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Keeps V8's young generation at the size that it starts with, and its compiler from trading memory for speed that this
 * server does not need. Left alone both grow under load, and with the young generation the buffers of requests that were
 * answered long ago: tens of megabytes, for no measurable time.
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--optimize-for-size');
}

/** Gives back what loading a model left behind, which V8 would otherwise carry along for as long as there is room. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const gc: () => void = runInNewContext('gc');
  gc();
}
