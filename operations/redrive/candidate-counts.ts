import type { Candidate } from './candidate.ts';

/** What a redrive is made of, counted as it goes. */
export class CandidateCounts {
  quarantined = 0;
  givenUp = 0;
  renamed = 0;
  /** The first with other names. */
  firstRenamed?: Candidate;

  add(candidate: Candidate): void {
    if (candidate.kind === 'given_up') this.givenUp++;
    else this.quarantined++;
    if (!candidate.isRenamed) return;
    this.renamed++;
    this.firstRenamed ??= candidate;
  }

  get all(): number {
    return this.quarantined + this.givenUp;
  }
}
