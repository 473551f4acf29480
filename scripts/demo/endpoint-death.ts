/** The endpoint is killed in the middle of a replay: how long rows waited for it. */
export class EndpointDeath {
  #death: { readonly row: number; readonly atMs: number } | undefined;
  #waitedMs: number | undefined;

  /** @param row the last one that was on the stream then */
  died(row: number, atMs: number): void {
    this.#death = { row, atMs };
  }

  /** A verdict came. @param row undefined where it is of no row that was sent */
  judged(row: number | undefined, atMs: number): void {
    if (this.#death && row !== undefined && row > this.#death.row) this.#waitedMs ??= atMs - this.#death.atMs;
  }

  /** From its death to the first verdict on a row that was sent later; undefined where there was no such. */
  get waitedMs(): number | undefined {
    return this.#waitedMs;
  }
}
