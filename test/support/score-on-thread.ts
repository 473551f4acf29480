import { Worker } from 'node:worker_threads';

/** The file and the name of a class with a static `decode`. */
export interface DetectorClass {
  readonly file: string;
  readonly name: string;
}

/** Scores of `count` rows by the detector of these bytes, in a thread of their own. */
export function scoreOnThread(
  detector: DetectorClass,
  bytes: Uint8Array,
  rows: Float64Array,
  count: number,
): Promise<Float64Array> {
  return new Promise((resolve, reject) => {
    const workerData = { detector, bytes, rows, count };
    const worker = new Worker(`${import.meta.dirname}/score-on-thread-worker.ts`, { workerData });
    worker.once('message', resolve).once('error', reject);
  });
}
