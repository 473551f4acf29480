import { severityOf } from '../../contracts/verdict.ts';
import { drillAlert } from '../incidents/incident-alert.ts';
import { countInIncidents } from './count-in-incidents.ts';
import { type Entry, isScoredDrill, toAnomaly } from './entry.ts';
import type { Ports } from './ports.ts';
import type { BatchSettings } from './settings.ts';
import { tellDrill } from './tell-drill.ts';
import { Teller } from './teller.ts';

/**
 * Gives a decision to anomalies and drills that have none yet, and carries it out. Fails with `Unavailable` when some are left without.
 *
 * @param entries anomalies and drills
 */
export async function decideEntries(entries: readonly Entry[], settings: BatchSettings, ports: Ports): Promise<void> {
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
  await countInIncidents(
    undecided.filter((entry) => !isScoredDrill(entry)),
    settings,
    ports,
    teller,
  );
}
