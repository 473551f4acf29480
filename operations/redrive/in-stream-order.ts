import { type Candidate, compareCandidates } from './candidate.ts';

/** Some candidates that are read when their turn comes. */
export interface CandidateSource {
  /** The lowest of its sequence numbers. */
  readonly first: bigint;
  read(): Promise<readonly Candidate[]>;
}

/** All candidates in the order of the stream. In memory are only sources that overlap. */
export async function* inStreamOrder(sources: readonly CandidateSource[]): AsyncGenerator<Candidate> {
  const closed = sources.toSorted((a, b) => (a.first === b.first ? 0 : a.first < b.first ? 1 : -1));
  // The next one is the last, where taking it is cheap.
  let open: Candidate[] = [];
  for (;;) {
    const next = open.at(-1);
    const source = closed.at(-1);
    if (source && (!next || source.first <= next.sequenceNumber)) {
      closed.pop();
      open = [...open, ...(await source.read())].sort((a, b) => compareCandidates(b, a));
    } else if (next) {
      open.pop();
      yield next;
    } else {
      return;
    }
  }
}
