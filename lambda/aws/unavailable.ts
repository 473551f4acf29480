/** What an invocation may find away. */
export type PortName = 'scoring' | 'incidents' | 'alerts' | 'quarantine';

/** Something that we need is away or does not answer: worth waiting for, and no fault of a record. */
export class Unavailable extends Error {
  readonly port: PortName;

  constructor(port: PortName, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'Unavailable';
    this.port = port;
  }
}

/** AWS's names for a request that could never succeed. Everything else (throttling, 5xx, timeouts, refused, access denied) passes. */
const OUR_MISTAKES = new Set([
  'ValidationException',
  'SerializationException',
  'InvalidParameter',
  'InvalidParameterValue',
]);

/** The answer of an AWS call, or {@link Unavailable}; a request that AWS finds wrong is a bug of ours and thrown as it is. */
export async function orUnavailable<T>(port: PortName, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const { name, message } = error as Error;
    if (OUR_MISTAKES.has(name)) throw error;
    throw new Unavailable(port, `${name}: ${message}`, { cause: error });
  }
}

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
