import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { judgeAndLearn } from '../../streams/judge-and-learn.ts';
import { packSources, unpackSources } from '../../streams/pack-sources.ts';
import { createSourceState } from '../../streams/source-state.ts';
import { Sources } from '../../streams/sources.ts';
import { sourcesSettings } from '../../streams/sources-settings.ts';
import type { Bench, BenchLine } from '../bench-line.ts';
import { cpuSeconds, cpuSecondsEach, interleaved, timeText } from '../measure.ts';

const ROUNDS = 15;
/** Values that are judged in a round. */
const VALUES = 100_000;
/** Sources in turn, and observations that are learned ahead before they are kept, as in a batch. */
const SOURCES = 100;
const BATCH = 500;
const START_MS = Date.parse('2026-11-20T00:00:00Z');
/** As many as a shard may have. */
const SOURCE_FEATURES = 100_000;
const MEGABYTE = 1e6;
const SETTINGS = sourcesSettings();

/** What it costs to know sources: CPU of an observation beside the judge alone; memory and times of a full shard. */
export const sourceCosts: Bench = {
  name: 'sources',
  async *run() {
    for (const features of [1, 5, 38]) yield await judgingLine(features, features === 1 ? 1.5 : 1.25);
    for (const features of [1, 5]) yield* fullShardLines(features);
  },
};

async function judgingLine(features: number, goal: number): Promise<BenchLine> {
  const rows = rowsOf(features);
  const states = Array.from({ length: SOURCES }, () => createSourceState(features));
  const sources = new Sources(SETTINGS);
  const count = Math.round(VALUES / features / BATCH) * BATCH;
  let [ours, theirs] = [0, 0];
  const batch = () => {
    const ahead = sources.overlay();
    for (const end = ours + BATCH; ours < end; ours++) {
      const { named } = rows[ours % rows.length];
      ahead.judgeAndLearn({ source: `pump-${ours % SOURCES}`, ...timesOf(ours), features: named });
    }
    sources.merge(ahead);
  };
  const one = () => {
    const { values } = rows[theirs % rows.length];
    judgeAndLearn(states[theirs % SOURCES], { ...timesOf(theirs++), values });
  };
  const sides = { ours: () => cpuSecondsEach(count / BATCH, batch) / BATCH, theirs: () => cpuSecondsEach(count, one) };
  await interleaved(5, sides);
  const taken = await interleaved(ROUNDS, sides);
  return {
    work: `judge an observation of ${features} by the past of its source, of 100`,
    rival: 'the judge with the state at hand',
    ratio: taken.ours / taken.theirs,
    goal,
    better: 'lower',
    ours: timeText(taken.ours),
    theirs: timeText(taken.theirs),
  };
}

function* fullShardLines(features: number): Generator<BenchLine> {
  const shard = `${SOURCE_FEATURES.toLocaleString('en')} features, sources of ${features}`;
  const before = memoryUsed();
  let sources = new Sources(SETTINGS);
  const building = cpuSeconds(() => fill(sources, features));
  const used = memoryUsed() - before;
  const states = SOURCE_FEATURES * 1264 + (SOURCE_FEATURES / features) * 120;
  const beside = `${(states / MEGABYTE).toFixed(0)} MB of them states`;
  yield limited(`memory of ${shard}, MB`, used / MEGABYTE, 190, `${(used / MEGABYTE).toFixed(0)} MB`, beside);
  yield seconds(`first observation of each, ${shard}`, building, 1.5);
  let packed = packSources(sources);
  yield seconds(
    `pack ${shard}`,
    cpuSeconds(() => {
      packed = packSources(sources);
    }),
    0.5,
  );
  yield seconds(
    `read ${shard}, packed`,
    cpuSeconds(() => {
      sources = unpackSources(packed, SETTINGS);
    }),
    0.5,
  );
}

function fill(sources: Sources, features: number): void {
  const rows = rowsOf(features);
  for (let i = 0; i < SOURCE_FEATURES / features; i++) {
    sources.judgeAndLearn({ source: `sensor-${i}`, ...timesOf(i), features: rows[i % rows.length].named });
  }
}

/** A daily course, another for each feature, and something that looks like noise. */
function rowsOf(features: number) {
  return Array.from({ length: 2000 }, (_, i) => {
    const values = Float64Array.from({ length: features }, (_, f) => {
      const noise = ((i * 7919 + f * 104_729) % 1009) / 1009;
      return 50 + 8 * Math.sin((2 * Math.PI * i) / 1440 + f) + noise;
    });
    const named = Object.fromEntries([...values].map((value, f) => [`feature_${f + 1}`, value]));
    return { values, named };
  });
}

function timesOf(observation: number) {
  const timestampMs = START_MS + observation * 600;
  return { timestampMs, arrivalMs: timestampMs + 1000 };
}

/** Of the heap and beside it, after all that is no longer of use has gone. */
function memoryUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function seconds(work: string, taken: number, goal: number): BenchLine {
  return limited(`${work}, s`, taken, goal, timeText(taken), '');
}

function limited(work: string, ratio: number, goal: number, ours: string, theirs: string): BenchLine {
  return { work, rival: 'limit', ratio, goal, better: 'lower', ours, theirs };
}
