/** Time as an argument, so that tests can run hours of retries in a moment. */
export interface Clock {
  now(): number;
  /** Calls back once after `ms`, unless the returned function is called before. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  after(ms, callback) {
    // A longer timer would fire at once.
    const timer = setTimeout(callback, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};

/** Something that may happen once or more: takes who is to be called, gives back how to stop listening. */
export type Occasion = (wake: () => void) => () => void;

/** Resolves at the first of the occasions and stops listening to all of them. */
export function firstOf(...occasions: readonly Occasion[]): Promise<void> {
  return new Promise((resolve) => {
    const cancels: (() => void)[] = [];
    const wake = () => {
      for (const cancel of cancels) cancel();
      resolve();
    };
    for (const occasion of occasions) cancels.push(occasion(wake));
  });
}

/** Makes the occasion that comes after `ms` milliseconds of the clock. */
export function elapsed(clock: Clock, ms: number): Occasion {
  return (wake) => clock.after(ms, wake);
}

/** Makes the occasion that comes when the signal is aborted, at once if it was already. */
export function aborted(signal: AbortSignal): Occasion {
  return (wake) => {
    if (signal.aborted) queueMicrotask(wake);
    else signal.addEventListener('abort', wake, { once: true });
    return () => signal.removeEventListener('abort', wake);
  };
}

/** Of a promise that never rejects. */
export function fulfilled(promise: Promise<unknown>): Occasion {
  return (wake) => {
    promise.then(wake);
    return () => {};
  };
}
