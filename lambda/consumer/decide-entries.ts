import type { IncidentAlert } from '../../contracts/alert.ts';
import { TEST_ITEM_SOURCE } from '../../contracts/test-alert.ts';
import { severityOf } from '../../contracts/verdict.ts';
import { identityOfAnomaly } from '../../incidents/anomaly.ts';
import { type CheckpointKeys, checkpointKeys } from '../../incidents/checkpoint-keys.ts';
import type { Delivery } from '../../incidents/count-anomalies.ts';
import { testAlert } from '../../incidents/incident-alert.ts';
import { newItem } from '../../incidents/incident-item.ts';
import { PendingAlerts } from '../../incidents/pending-alerts.ts';
import { PENDING_AFTER_MS } from '../../incidents/publish-alerts.ts';
import { Unavailable } from '../failures.ts';
import { AlertPublisher } from './alert-publisher.ts';
import { countInIncidents, finish } from './count-in-incidents.ts';
import { type Entry, identityOfEntry, isTestAlert, toAnomaly } from './entry.ts';
import type { Ports } from './ports.ts';
import type { BatchSettings } from './settings.ts';
import type { StageContext } from './stages.ts';
import { type StreamRecord, streamNameOf } from './stream-record.ts';

/** Others, with test alerts of their own, may write the item in between. */
const MAX_CONFLICTS = 3;

/**
 * Gives judged entries their decision, and carries it out. Fails with `Unavailable` when some are left without.
 *
 * @param judged anomalies and test alerts of one delivery
 */
export async function decideEntries(
  judged: readonly Entry[],
  { deliveredFrom, settings, sources, ports, pointer, rules }: Omit<StageContext, 'isHeld' | 'backoff'>,
): Promise<void> {
  if (settings.alerting === 'observe') {
    for (const entry of judged) {
      const severity = severityOf(toAnomaly(entry).verdict.grade, settings.severityBands);
      finish(entry, { decision: 'observed', severity });
    }
    return;
  }
  const { tellWhileLearning = false } = settings.sourceState ?? {};
  for (const entry of tellWhileLearning ? [] : judged.filter(isLearning)) {
    const severity = severityOf(toAnomaly(entry).verdict.grade, settings.severityBands);
    finish(entry, { decision: 'learning', severity });
  }
  const arrivals = new Map(judged.map((entry) => [identityOfEntry(entry), entry.record.arrivalMs]));
  const publisher = new AlertPublisher(ports, arrivals);
  for (const test of judged.filter(isTestAlert)) {
    const alert = testAlert(toAnomaly(test), settings.severityBands);
    await publishTestAlert(alert, ports, publisher);
    finish(test, { decision: 'test', severity: alert.severity, alertId: alert.alertId });
  }
  const anomalies = judged.filter((entry) => entry.state.kind === 'judged' && !isTestAlert(entry));
  if (anomalies.length > 0) {
    const isUnrepeated = unrepeatedAmong(anomalies, settings, sources);
    const delivery = await deliveryOf(anomalies[0].record, deliveredFrom, settings, ports, isUnrepeated);
    const admit = await rules.admitFor(anomalies.map(toAnomaly), pointer, ports);
    await countInIncidents(anomalies, delivery, { ...settings, admit }, ports, publisher);
  }
  await publisher.finished();
}

/** What leads is the past of a source of which little is known. */
function isLearning(entry: Entry): boolean {
  const { lane = 'row', stream } = toAnomaly(entry).verdict;
  return lane !== 'row' && stream?.learning === true && !isTestAlert(entry);
}

async function deliveryOf(
  record: StreamRecord,
  from: string,
  { parallelization }: BatchSettings,
  { streamCreationMs }: Ports,
  isUnrepeated: Delivery['isUnrepeated'],
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
    isUnrepeated,
  };
}

function unrepeatedAmong(
  entries: readonly Entry[],
  { source }: BatchSettings,
  sources: StageContext['sources'],
): Delivery['isUnrepeated'] {
  if (source !== 'auto') return () => false;
  const unrepeated = new Set(entries.filter((entry) => sources.isUnrepeated(entry)).map(identityOfEntry));
  return (anomaly) => unrepeated.has(identityOfAnomaly(anomaly));
}

/**
 * Publishes a test alert on the way that every alert goes: written down in the incident table, published, cleared; and
 * by the sweeper, when it cannot be published now. The item is the test alerts' own, so no incident is touched. Never
 * fails: a test alert holds nothing up.
 */
async function publishTestAlert(alert: IncidentAlert, ports: Ports, publisher: AlertPublisher): Promise<void> {
  const nowMs = ports.now();
  try {
    await writeDown(alert, ports, nowMs);
    publisher.publish(TEST_ITEM_SOURCE, [alert], nowMs);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    ports.report.unavailable({ port: error.port, reason: error.message });
  }
}

async function writeDown(alert: IncidentAlert, { incidents }: Ports, nowMs: number): Promise<void> {
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const before = (await incidents.read(TEST_ITEM_SOURCE)) ?? newItem(TEST_ITEM_SOURCE);
    const pending = new PendingAlerts(before.pending);
    pending.add(alert, 'consumer', nowMs);
    for (const kept of pending.takeOverflow()) {
      await incidents.keepAlert({ source: TEST_ITEM_SOURCE, alert: kept, dueMs: nowMs + PENDING_AFTER_MS });
    }
    if (await incidents.write({ ...before, version: before.version + 1, pending: pending.toItem() })) return;
  }
  throw new Unavailable('incidents', 'others keep writing the item of the test alerts');
}
