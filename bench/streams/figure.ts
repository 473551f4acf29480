/** One measured figure of detection, with what it is to reach. */
export interface Figure {
  readonly set: string;
  readonly measure: string;
  readonly ours: number;
  /** Absent where the figure is only told. */
  readonly goal?: number;
  /** Whether the goal is the least or the most that it may be. @default 'higher' */
  readonly better?: 'higher' | 'lower';
  /** What else was counted: `53 of 58 windows, 78 false`. */
  readonly note?: string;
}

/** Says `reached` or `missed`; nothing where there is no goal. */
export function outcomeOf({ ours, goal, better = 'higher' }: Figure): 'reached' | 'missed' | '' {
  if (goal === undefined) return '';
  return (better === 'higher' ? ours >= goal : ours <= goal) ? 'reached' : 'missed';
}
