import * as z from 'zod/mini';

const headers = z.record(z.string().check(z.minLength(1)), z.string());

/**
 * Reads what the secret of a collector holds: the headers of each request, as `{"Authorization":"Bearer ..."}`.
 *
 * @returns undefined of anything else
 */
export function decodeOtlpHeaders(text: string): Record<string, string> | undefined {
  try {
    return z.safeParse(headers, JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
