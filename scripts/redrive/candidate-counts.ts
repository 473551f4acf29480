import type { Candidate } from './candidate.ts';

/** What a redrive is made of, counted as it goes. */
export class CandidateCounts {
  quarantined = 0;
  givenUp = 0;
  renamed = 0;

  add({ kind, isRenamed }: Candidate): void {
    if (kind === 'given_up') this.givenUp++;
    else this.quarantined++;
    if (isRenamed) this.renamed++;
  }

  get all(): number {
    return this.quarantined + this.givenUp;
  }
}
