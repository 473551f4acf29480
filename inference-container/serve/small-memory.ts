import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Keeps V8's young generation at the size that it starts with. Left alone it grows under load to 16 MiB and keeps alive as
 * many buffers of requests that were answered long ago, for no measurable time. What is left is a heap so small that to collect it
 * whenever requests pause, as V8 would, gives nothing back and costs as much as hundreds of requests.
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--no-memory-reducer');
}

/** Gives back what loading a model left behind, which V8 would otherwise carry along for as long as there is room. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const gc: () => void = runInNewContext('gc');
  gc();
}
