import { LEAF } from '../../detectors/isolation-forest/forest/forest.ts';
import { floorToFloat32 } from '../../kernels/float32.ts';
import { seededRandom } from '../../kernels/random.ts';

const GREATEST_FLOAT32 = 3.4028234663852886e38;

interface NaiveOptions {
  readonly trees: number;
  readonly samples: number;
  readonly bootstrap: boolean;
  readonly seed: number;
}

/** Isolation trees as the paper says them, with lists and sets, drawn by the same random numbers as the real ones. */
export function naiveFit(rows: readonly (readonly number[])[], { trees, samples, bootstrap, seed }: NaiveOptions) {
  const random = seededRandom(seed);
  const below = (bound: number) => Math.floor(random() * bound);
  const sampleCount = Math.min(samples, rows.length);
  const depthLimit = Math.ceil(Math.log2(Math.max(sampleCount, 2)));
  const features = rows[0]!.map((_, f) => f);
  const nodes = { feature: [] as number[], threshold: [] as number[], right: [] as number[], size: [] as number[] };
  const roots = [0];

  const drawRows = () => {
    const drawn = new Set<number>();
    for (let i = rows.length - sampleCount; i < rows.length; i++) {
      const row = below(bootstrap ? rows.length : i + 1);
      drawn.add(drawn.has(row) && !bootstrap ? i : row);
    }
    return [...drawn].map((row) => rows[row]!.map(Math.fround));
  };

  const drawSplit = (sample: number[][]) => {
    for (let left = features.length; left > 0; left--) {
      const pick = below(left);
      const f = features[pick]!;
      features[pick] = features[left - 1]!;
      features[left - 1] = f;
      const values = sample.map((row) => row[f]!);
      const lowest = Math.max(Math.min(...values), -GREATEST_FLOAT32);
      const highest = Math.min(Math.max(...values), GREATEST_FLOAT32);
      if (lowest === highest) continue;
      const split = floorToFloat32(lowest + random() * (highest - lowest));
      return { f, split: split === highest ? lowest : split };
    }
    return undefined;
  };

  const grow = (sample: number[][], depth: number): void => {
    const split = depth < depthLimit && sample.length > 1 ? drawSplit(sample) : undefined;
    const node = nodes.size.push(sample.length) - 1;
    nodes.feature.push(split?.f ?? LEAF);
    nodes.threshold.push(split?.split ?? 0);
    nodes.right.push(0);
    if (!split) return;
    const goesLeft = (row: number[]) => row[split.f]! <= split.split;
    grow(sample.filter(goesLeft), depth + 1);
    nodes.right[node] = nodes.size.length;
    grow(
      sample.filter((row) => !goesLeft(row)),
      depth + 1,
    );
  };

  for (let t = 0; t < trees; t++) {
    grow(drawRows(), 0);
    roots.push(nodes.size.length);
  }
  return { ...nodes, roots };
}
