import pLimit from 'p-limit';
import type { Anomaly } from '../../incidents/anomaly.ts';
import { CHECKPOINT_LIFETIME_MS } from '../../incidents/checkpoint.ts';
import { countAnomalies, type Decision, type Delivery, type IncidentRules } from '../../incidents/count-anomalies.ts';
import { newItem } from '../../incidents/incident-item.ts';
import { PENDING_AFTER_MS } from '../../incidents/publish-alerts.ts';
import { OutOfTime, Unavailable } from '../failures.ts';
import type { AlertPublisher } from './alert-publisher.ts';
import { type Entry, toAnomaly } from './entry.ts';
import { type Ports, RESERVE_MS } from './ports.ts';

/** Items are of one source each and do not wait for each other. */
const SOURCES_AT_ONCE = 16;
/**
 * Another shard, or the sweeper, wrote the same source's item in between. More often in a row than this is no
 * coincidence.
 */
const MAX_CONFLICTS = 10;

/**
 * Counts anomalies in the incidents of their sources and publishes what people must hear. Fails with {@link
 * Unavailable} when some are left uncounted; that an alert could not be published is only reported, because the alert
 * is on record.
 */
export async function countInIncidents(
  entries: readonly Entry[],
  delivery: Delivery,
  rules: IncidentRules,
  ports: Ports,
  publisher: AlertPublisher,
): Promise<void> {
  const limit = pLimit(SOURCES_AT_ONCE);
  const bySource = Map.groupBy(entries, (entry) => toAnomaly(entry).observation.source);
  const results = await Promise.allSettled(
    [...bySource].map(([source, ofSource]) =>
      limit(() => countSource(source, ofSource, delivery, rules, ports, publisher)),
    ),
  );
  const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
  const bug = failures.find((failure) => !(failure instanceof Unavailable));
  if (failures.length > 0) throw bug ?? failures[0];
}

async function countSource(
  source: string,
  entries: readonly Entry[],
  delivery: Delivery,
  rules: IncidentRules,
  ports: Ports,
  publisher: AlertPublisher,
): Promise<void> {
  let uncounted = entries;
  for (let conflicts = 0; uncounted.length > 0; ) {
    if (ports.remainingMs() <= RESERVE_MS) throw new OutOfTime('incidents', 'the invocation has no time left to count');
    const before = (await ports.incidents.read(source)) ?? newItem(source);
    const anomalies: Anomaly[] = uncounted.map(toAnomaly);
    const nowMs = ports.now();
    // Whoever slept for days may have been overtaken, and the checkpoint that says so forgotten.
    if (anomalies.some(({ arrivalMs }) => nowMs - arrivalMs > CHECKPOINT_LIFETIME_MS)) {
      throw new OutOfTime('incidents', 'these records are too old to be delivered: this process has slept for days');
    }
    const { item, decisions, overflow, toPublish } = countAnomalies(before, anomalies, delivery, rules, nowMs);
    if (decisions.length === 0) {
      throw new OutOfTime('incidents', 'an item remembers no more of this delivery: the next one begins later');
    }
    const dueMs = nowMs + PENDING_AFTER_MS;
    for (const alert of overflow) await ports.incidents.keepAlert({ source, alert, dueMs });
    if (item && !(await ports.incidents.write(item))) {
      if (++conflicts > MAX_CONFLICTS) throw new Unavailable('incidents', 'others keep writing the same item');
      await ports.sleep(100 * ports.random());
      continue;
    }
    for (const [i, decision] of decisions.entries()) finish(uncounted[i], decision);
    uncounted = uncounted.slice(decisions.length);
    publisher.publish(source, toPublish, nowMs);
  }
}

/** It has its decision: nothing is left to do for it. */
export function finish(entry: Entry, decision: Decision): void {
  entry.state = { kind: 'done', verdict: toAnomaly(entry).verdict, decision };
}
