import { judgeAndLearn } from '../../streams/judge-and-learn.ts';
import { FEATURE_BYTES, HEADER_BYTES } from '../../streams/layout.ts';
import { createSourceState } from '../../streams/source-state.ts';
import { cpuSeconds, median } from '../measure.ts';
import type { Figure } from './figure.ts';
import type { Series } from './series.ts';

const ROUNDS = 5;

/** CPU time of one value through all experts, on one thread, warmed up; and the bytes of a source. */
export function costFigures(files: readonly Series[]): Figure[] {
  const updates = files.reduce((sum, { labels, features }) => sum + labels.length * features, 0);
  const all = () => files.forEach(judgeOnly);
  all();
  const seconds = median(Array.from({ length: ROUNDS }, () => cpuSeconds(all)));
  return [
    { set: 'cost', measure: 'us CPU a feature and update', ours: (1e6 * seconds) / updates, goal: 1, better: 'lower' },
    { set: 'cost', measure: 'bytes a feature', ours: FEATURE_BYTES, goal: 1400, better: 'lower' },
    { set: 'cost', measure: 'bytes a source beside its features', ours: HEADER_BYTES },
  ];
}

function judgeOnly({ timesMs, features, values }: Series): void {
  const state = createSourceState(features);
  const row = new Float64Array(features);
  const observation = { timestampMs: 0, values: row };
  for (let at = 0; at < timesMs.length; at++) {
    for (let i = 0; i < features; i++) row[i] = values[at * features + i];
    observation.timestampMs = timesMs[at];
    judgeAndLearn(state, observation);
  }
}
