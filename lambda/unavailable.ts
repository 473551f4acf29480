/** What an invocation may find away. */
export type PortName = 'scoring' | 'incidents' | 'alerts' | 'quarantine' | 'stream';

/** Something that we need is away or does not answer: worth waiting for, and no fault of a record. */
export class Unavailable extends Error {
  readonly port: PortName;

  constructor(port: PortName, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'Unavailable';
    this.port = port;
  }
}

/** The invocation has too little time left for another try. Nobody is to blame, and the next one need not wait. */
export class OutOfTime extends Unavailable {}

/** Waits for work and returns that something was away, if it was; everything else that it throws is a bug and goes on. */
export async function unlessUnavailable(work: Promise<void>): Promise<Unavailable | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof Unavailable) return error;
    throw error;
  }
}
