import { severityOf } from '../../contracts/verdict.ts';
import { type CheckpointKeys, checkpointKeys } from '../../incidents/checkpoint-keys.ts';
import type { Delivery } from '../../incidents/count-anomalies.ts';
import { drillAlert } from '../../incidents/incident-alert.ts';
import { countInIncidents } from './count-in-incidents.ts';
import { type Entry, isScoredDrill, toAnomaly } from './entry.ts';
import type { Ports } from './ports.ts';
import type { BatchSettings } from './settings.ts';
import { type StreamRecord, streamNameOf } from './stream-record.ts';
import { tellDrill } from './tell-drill.ts';
import { Teller } from './teller.ts';

/**
 * Gives a decision to anomalies and drills that have none yet, and carries it out. Fails with `Unavailable` when some are left without.
 *
 * @param entries anomalies and drills of one delivery
 * @param deliveredFrom sequence number of the delivery's first record
 */
export async function decideEntries(
  entries: readonly Entry[],
  deliveredFrom: string,
  settings: BatchSettings,
  ports: Ports,
): Promise<void> {
  const undecided = entries.filter(({ decision }) => decision === undefined);
  if (settings.alerting === 'observe') {
    for (const entry of undecided) {
      const severity = severityOf(toAnomaly(entry).verdict.grade, settings.severityBands);
      entry.decision = { decision: 'observed', severity };
    }
    return;
  }
  const teller = new Teller(ports);
  for (const drill of undecided.filter(isScoredDrill)) {
    const alert = drillAlert(toAnomaly(drill), settings.severityBands);
    await tellDrill(alert, ports, teller);
    drill.decision = { decision: 'drill', severity: alert.severity, alertId: alert.alertId };
  }
  const anomalies = undecided.filter((entry) => !isScoredDrill(entry));
  if (anomalies.length > 0) {
    const delivery = await deliveryOf(anomalies[0]!.record, deliveredFrom, settings, ports);
    await countInIncidents(anomalies, delivery, settings, ports, teller);
  }
  await teller.finished();
}

async function deliveryOf(
  record: StreamRecord,
  from: string,
  { parallelization }: BatchSettings,
  { streamCreationMs }: Ports,
): Promise<Delivery> {
  const stream = `${streamNameOf(record)}@${await streamCreationMs(record.streamArn)}`;
  const known = new Map<string, CheckpointKeys>();
  return {
    from,
    keysOf(anomaly) {
      const keys = known.get(anomaly.partitionKey) ?? checkpointKeys(stream, anomaly, parallelization);
      known.set(anomaly.partitionKey, keys);
      return keys;
    },
  };
}
