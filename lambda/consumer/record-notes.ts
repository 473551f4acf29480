/** What is remembered of one record that gives trouble, where it outlives the process. */
export interface RecordNote {
  /** Deliveries of it alone that began and of whose end nothing is known. */
  readonly unfinished: number;
  /** Of its observations, from the first, how many are finished... */
  readonly finished: number;
  /** ...of how many. */
  readonly observations: number;
  /** Since when it has been the first that could not be finished, by the wall clock. */
  readonly heldSinceMs: number;
}

/** Notes by the record's name, `recordNameOf`. Every method fails with `Unavailable` when the table cannot be reached. */
export interface RecordNotes {
  read(record: string): Promise<RecordNote | undefined>;
  write(record: string, note: RecordNote): Promise<void>;
  clear(record: string): Promise<void>;
}
