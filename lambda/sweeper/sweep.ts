import type { Alert } from '../../contracts/alert.ts';
import type { IncidentTable } from '../incidents/incident-item.ts';
import { type Publish, tellAlerts } from '../incidents/tell-alerts.ts';
import { Unavailable } from '../unavailable.ts';
import { sweepItem } from './sweep-item.ts';

export interface SweepPorts {
  readonly incidents: IncidentTable;
  readonly publish: Publish;
  /** The wall clock, milliseconds since the epoch. */
  now(): number;
}

export interface Swept {
  readonly items: number;
  readonly told: readonly Alert[];
  /** Why not everything was told: the next minute tries again. */
  readonly failure?: Error;
}

/** One sweep over the incident table. Never fails: what could not be done is still there in a minute. */
export async function sweep(cooldownMs: number, { incidents, publish, now }: SweepPorts): Promise<Swept> {
  const told: Alert[] = [];
  let items = 0;
  let failure: Error | undefined;
  try {
    for await (const item of incidents.scan()) {
      items++;
      const nowMs = now();
      const swept = sweepItem(item, cooldownMs, nowMs);
      if (!swept || !(await incidents.write(swept.item))) continue;
      const telling = await tellAlerts(item.source, swept.toTell, nowMs, { publish, incidents, now });
      told.push(...telling.told);
      // The next one may be told where this one cannot: only when nobody can be reached, going on makes no sense.
      failure ??= telling.failure;
      if (failure instanceof Unavailable) break;
    }
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    failure ??= error;
  }
  return { items, told, ...(failure && { failure }) };
}
