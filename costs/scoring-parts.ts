import { SECONDS_PER_DAY } from './load.ts';
import { ASSUMED, MEASURED } from './measured.ts';
import type { UsedPart } from './part.ts';
import type { DailyTraffic } from './traffic.ts';

const GB = 1024 ** 3;
/** The container is one process. */
const BUSY_TO = 0.6;
const MOST_REQUEST_BYTES = 4_000_000;
const REQUEST_US = 20;

/** The endpoint, where one scores: none where the function does, whose computing is the consumer's. */
export function scoringParts(traffic: DailyTraffic): UsedPart[] {
  const { way, load, settings } = traffic;
  if (way === 'function') return [];
  const service = 'SageMaker';
  const { requestBytesPerObservation, answerBytesPerObservation } = MEASURED;
  const gb = (load.recordsPerDay * (requestBytesPerObservation + answerBytesPerObservation)) / GB;
  const data: UsedPart = { service, what: 'requests and answers', priced: 'endpointGb', quantity: gb };
  if (way !== 'serverless') {
    const instances = instancesFor(traffic);
    const what = instances === 1 ? `1 instance, ${way}` : `${instances} instances, ${way}`;
    return [{ service, what, priced: { instanceType: way }, quantity: 24 * instances }, data];
  }
  const { endpointMemoryMb = 2048 } = settings;
  const seconds = (requestsOf(traffic) * ASSUMED.serverlessBilledMs) / 1000 + computingSeconds(traffic);
  const quantity = (seconds * endpointMemoryMb) / 1024;
  return [{ service, what: 'serverless endpoint', priced: 'serverlessGbSeconds', quantity }, data];
}

/** Instances that a load keeps busy to three fifths at most; those of the settings where it needs fewer. */
export function instancesFor(traffic: DailyTraffic): number {
  if (!traffic.way.startsWith('ml.')) return 0;
  const needed = Math.ceil(instanceShare(traffic));
  return Math.max(needed, traffic.settings.endpointInstances ?? 1);
}

/** Of one instance, how much of what it may be busy. */
export function instanceShare(traffic: DailyTraffic): number {
  return computingSeconds(traffic) / SECONDS_PER_DAY / BUSY_TO;
}

/** Requests a day: one for a batch, unless it is too large for one. */
export function requestsOf({ batches, load }: DailyTraffic): number {
  const bytes = load.recordsPerDay * MEASURED.requestBytesPerObservation;
  return Math.max(batches, bytes / MOST_REQUEST_BYTES);
}

function computingSeconds(traffic: DailyTraffic): number {
  const rowsUs = traffic.load.recordsPerDay * MEASURED.containerUsPerObservation;
  return (rowsUs + requestsOf(traffic) * REQUEST_US) / 1e6;
}
