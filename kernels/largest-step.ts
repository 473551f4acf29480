/** The most entries that lie between two neighbours of an array of starts, as those of trees or features; at least 1. */
export function largestStep(starts: Int32Array): number {
  return starts.reduce((largest, start, i) => Math.max(largest, start - (starts[i - 1] ?? 0)), 1);
}
