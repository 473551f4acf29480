/** What rows of a tree are drawn from, and how. */
export interface SampleDraw {
  readonly rowCount: number;
  /** At most `rowCount`. */
  readonly sampleCount: number;
  /** Rows are drawn with replacement; a row drawn twice counts once. */
  readonly bootstrap?: boolean;
}

/**
 * Draws the numbers of a tree's rows; without replacement by Floyd's method, in which each set is equally likely.
 *
 * @see Bentley & Floyd (1987), A sample of brilliance, CACM 30 (9).
 */
export function drawSample({ rowCount, sampleCount, bootstrap = false }: SampleDraw, random: () => number): number[] {
  const drawn = new Set<number>();
  for (let i = rowCount - sampleCount; i < rowCount; i++) {
    const row = Math.floor(random() * (bootstrap ? rowCount : i + 1));
    // without replacement the last of those that may be drawn is new for sure
    drawn.add(drawn.has(row) && !bootstrap ? i : row);
  }
  return [...drawn];
}
