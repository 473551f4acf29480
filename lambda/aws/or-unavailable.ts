import { type PortName, Unavailable } from '../failures.ts';

/**
 * The SDK's names for a request that could never succeed. Everything else (throttling, 5xx, timeouts, refused, access
 * denied) passes.
 */
const OUR_MISTAKES = new Set([
  'ValidationException',
  'SerializationException',
  'InvalidParameterException',
  'InvalidParameterValueException',
]);

/**
 * The answer of an AWS call, or {@link Unavailable}; a request that AWS finds wrong is a bug of ours and thrown as it
 * is.
 */
export async function orUnavailable<T>(port: PortName, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const { name, message } = error as Error;
    if (OUR_MISTAKES.has(name)) throw error;
    throw new Unavailable(port, `${name}: ${message}`, { cause: error });
  }
}
