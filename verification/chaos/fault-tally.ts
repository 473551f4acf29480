/** What went wrong in a run, counted by kind. */
export class FaultTally {
  readonly byKind = new Map<string, number>();
  /**
   * How often an alert may be told again: deaths, answers lost between publishing and recording, and publishing while a
   * batch is worked on twice at once.
   */
  repeatable = 0;
  /** Processes that ended in the middle of their work, but for those that poison ended. */
  deaths = 0;

  note(fault: string, times = 1): void {
    this.byKind.set(fault, (this.byKind.get(fault) ?? 0) + times);
  }

  get total(): number {
    let total = 0;
    for (const count of this.byKind.values()) total += count;
    return total;
  }
}
