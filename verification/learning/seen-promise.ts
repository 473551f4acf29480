/** One thing that is promised of learning, and what was seen of it. */
export interface SeenPromise {
  readonly promise: string;
  readonly seen: string;
  readonly held: boolean;
}

/** For people: whether it was held, what was promised, and below that what was seen. */
export function promiseText({ promise, seen, held }: SeenPromise): string {
  return `${held ? 'held     ' : 'NOT HELD '} ${promise}\n          ${seen}`;
}
