/**
 * Spearman's rank correlation of two lists: 1 where both order the same, 0 where one says nothing of the other. Equal
 * values share the mean of their ranks.
 *
 * @see Spearman 1904, The proof and measurement of association between two things
 * @param a n numbers
 * @param b n numbers
 * @returns undefined where one of them is the same everywhere
 */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number | undefined {
  const [ranksA, ranksB] = [ranksOf(a), ranksOf(b)];
  const mean = (a.length - 1) / 2;
  let [both, ofA, ofB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [ranksA[i] - mean, ranksB[i] - mean];
    both += x * y;
    ofA += x * x;
    ofB += y * y;
  }
  return ofA === 0 || ofB === 0 ? undefined : both / Math.sqrt(ofA * ofB);
}

function ranksOf(values: readonly number[]): Float64Array {
  const ascending = Uint32Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let first = 0, past = 0; first < ascending.length; first = past) {
    while (past < ascending.length && values[ascending[past]] === values[ascending[first]]) past++;
    for (let i = first; i < past; i++) ranks[ascending[i]] = (first + past - 1) / 2;
  }
  return ranks;
}
