import type { Problem } from '../contracts/result.ts';

/** What an invocation may find unavailable. */
export type PortName =
  | 'scoring'
  | 'incidents'
  | 'alerts'
  | 'quarantine'
  | 'stream'
  | 'sourceState'
  | 'models'
  | 'rules';

/** Something that we need does not answer, or not now: worth waiting for, and no fault of a record. */
export class Unavailable extends Error {
  readonly port: PortName;
  /** When something else takes its place, milliseconds since the epoch: nobody need wait for longer. */
  readonly replacedAtMs: number | undefined;

  constructor(port: PortName, reason: string, options?: ErrorOptions & { readonly replacedAtMs?: number }) {
    super(reason, options);
    this.name = 'Unavailable';
    this.port = port;
    this.replacedAtMs = options?.replacedAtMs;
  }
}

/** The invocation has too little time left for another try. Nobody is to blame, and the next one need not wait. */
export class OutOfTime extends Unavailable {}

/**
 * Waits for work and returns that something was unavailable, if it was; everything else that it throws is a bug and
 * goes on.
 */
export async function unlessUnavailable(work: Promise<void>): Promise<Unavailable | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof Unavailable) return error;
    throw error;
  }
}

/** Makes the problem of an observation that our own code threw on. It goes to quarantine, and an alarm says so. */
export function unprocessable(error: unknown): Problem {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { code: 'unprocessable', path: '', message: `processing it failed, which is a bug of ours: ${message}` };
}
