import type { IncidentItem } from '../../../incidents/incident-item.ts';

/** Observations that an item's checkpoints have, by the key of the checkpoint and their identity: `KEY/IDENTITY`. */
export function countedIn(item: IncidentItem | undefined): Set<string> {
  const names = new Set<string>();
  for (const [key, { counted }] of Object.entries(item?.checkpoints ?? {})) {
    const [, shardId] = key.split('/');
    for (const [sequenceNumber, digits] of Object.entries(counted)) {
      const bits = [...BigInt(`0x${digits}`).toString(2)].reverse();
      for (const [index, bit] of bits.entries())
        if (bit === '1') names.add(`${key}/${shardId}:${sequenceNumber}:${index}`);
    }
  }
  return names;
}
