import { type IncidentItem, type IncidentStore, newItem } from '../incidents/incident-item.ts';
import type { SilenceTold } from '../incidents/source-silence.ts';
import { Unavailable } from './failures.ts';

/** Another shard, or the sweeper, may write the item in between. More often in a row is no coincidence. */
const MAX_CONFLICTS = 10;

/** Writes what became of a silence into its item, on what stands there when it is written. */
export async function writeSilence(
  name: string,
  tell: (before: IncidentItem, nowMs: number) => SilenceTold,
  { incidents, now }: { readonly incidents: Pick<IncidentStore, 'read' | 'write'>; now(): number },
): Promise<SilenceTold> {
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const told = tell((await incidents.read(name)) ?? newItem(name), now());
    if (!told.item || (await incidents.write(told.item))) return told;
  }
  throw new Unavailable('incidents', 'others keep writing the same item');
}
