import * as z from 'zod/mini';
import type { QuarantinedObservation } from '../../contracts/quarantine.ts';

const schema = z.object({
  identity: z.string(),
  shardId: z.string(),
  sequenceNumber: z.string().check(z.regex(/^\d+$/)),
  index: z.int().check(z.minimum(0)),
  partitionKey: z.string(),
  arrivedAt: z.string(),
  reason: z.object({ code: z.string(), path: z.string(), message: z.string() }),
  data: z.string(),
  redrivenFrom: z.optional(z.string()),
});

/**
 * The observations of one object under `quarantine/`.
 * @throws saying which line is not what the consumer writes
 */
export function decodeQuarantined(text: string, key: string): QuarantinedObservation[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line, i) => {
    try {
      return schema.parse(JSON.parse(line));
    } catch (cause) {
      throw new Error(`${key}, line ${i + 1}, is not a quarantined observation as the consumer writes it`, { cause });
    }
  });
}
