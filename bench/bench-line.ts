/** One measured comparison. */
export interface BenchLine {
  readonly work: string;
  /** What the ratio is against. */
  readonly rival: string;
  readonly ratio: number;
  readonly goal: number;
  /** Whether the goal is the least or the most that the ratio may be. */
  readonly better: 'higher' | 'lower';
  /** What was measured on each side, for people: `0.031 ms`. */
  readonly ours: string;
  readonly theirs: string;
}

/** A group of lines that are measured together; `--only` names it. */
export interface Bench {
  readonly name: string;
  /** Lines as they come. What needs a rival that is not here is left out. */
  run(rivals: Rivals): AsyncGenerator<BenchLine>;
}

/** What of the rivals is installed on this machine. */
export interface Rivals {
  /** A Python with scikit-learn. */
  readonly python?: { readonly command: string; readonly version: string };
  /** That Python also has Flask, pandas and gunicorn. */
  readonly flask: boolean;
  readonly wrk: boolean;
  /** A commit of this project, to be measured beside what is here. */
  readonly before?: string;
}

/** Says whether the ratio is at least as good as its goal, in the direction in which it is better. */
export function reached({ ratio, goal, better }: BenchLine): boolean {
  return better === 'higher' ? ratio >= goal : ratio <= goal;
}
