import { gzipSync } from 'node:zlib';
import { type Poison, poisonMark } from '../../local/faults/poison.ts';
import type { PlannedRecord } from './planned-record.ts';
import type { PlannedRow } from './row-pool.ts';

/** How the poison comes: alone, packed, or among observations that could be scored but for it. */
export const POISON_FORMS = ['alone', 'packed', 'among others'] as const;

/**
 * A record that ends whatever process decodes it (`local/faults/poison-decoder.ts`): it goes to quarantine as it came.
 */
export function poisonRecord(
  partitionKey: string,
  row: PlannedRow,
  poison: Poison,
  form: (typeof POISON_FORMS)[number],
): PlannedRecord {
  const { features } = row;
  const poisoned = { features, labels: { note: poisonMark(poison) } };
  const text = JSON.stringify(form === 'among others' ? [{ features }, poisoned, { features }] : poisoned);
  const data = form === 'packed' ? gzipSync(text) : Buffer.from(text);
  return { partitionKey, data, observations: [{ fate: 'poisoned' }] };
}
