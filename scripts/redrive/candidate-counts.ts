import type { Candidate } from './candidate.ts';

/** What a redrive is made of, counted as it passes. */
export class CandidateCounts {
  quarantined = 0;
  givenUp = 0;
  renamed = 0;

  get all(): number {
    return this.quarantined + this.givenUp;
  }

  async *counting(
    candidates: AsyncIterable<Candidate>,
    rename: (one: Candidate) => Candidate,
  ): AsyncGenerator<Candidate> {
    for await (const before of candidates) {
      const after = rename(before);
      if (after.parts !== before.parts && after.parts.some((part, i) => part !== before.parts[i])) this.renamed++;
      if (after.kind === 'given_up') this.givenUp++;
      else this.quarantined++;
      yield after;
    }
  }
}
