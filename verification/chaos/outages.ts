import type { Fault } from '../../local/faults/inject-fault.ts';

/** Services by their signing names. */
export type Service = 'sagemaker' | 'dynamodb' | 'sns' | 's3';

/** A time in which one service fails every call in one way. */
export interface Outage {
  readonly service: Service;
  /** `container_dies`: the endpoint's container is killed again and again, and loads its model anew each time. */
  readonly kind: Fault | 'container_dies';
  /** After the start. */
  readonly fromMs: number;
  readonly toMs: number;
  /** How far the stream's clock runs ahead meanwhile: an hour away, in a moment. */
  readonly skipMs?: number;
}

const HOUR_MS = 3_600_000;
const ENDPOINT_KINDS = [
  'server_error',
  'container_dies',
  'throttled',
  'no_answer',
  'model_5xx',
  'refused',
  'wrong_answer',
  'not_ready',
  'short_answer',
] as const satisfies readonly Outage['kind'][];
const OTHER_KINDS = ['throttled', 'server_error', 'refused', 'lost_answer', 'no_answer'] as const;
const OTHER_SERVICES = ['dynamodb', 's3', 'sns'] as const;

/** Time to recover in before the next: the consumer's own waits grow to twenty seconds. */
const CALM_MS = 25_000;

/** The endpoint is unavailable once for some seconds: for a run that has only moments. */
export function oneOutage(durationMs: number): Outage[] {
  return [{ service: 'sagemaker', kind: 'server_error', fromMs: durationMs * 0.5, toMs: durationMs * 0.5 + 3000 }];
}

/**
 * One outage after the other: the endpoint's turn is every second. The first is an hour long by the stream's clock, and
 * one in the middle is longer than records are kept waiting, so that what waits is given up.
 */
export function manyOutages(durationMs: number, random: () => number): Outage[] {
  const outages: Outage[] = [];
  for (let fromMs = 5000, turn = 0; ; turn++) {
    const toMs = fromMs + 3000 + random() * 7000;
    if (toMs > durationMs) break;
    const [service, kind] = choose(turn, random);
    outages.push({ service, kind, fromMs, toMs, ...(turn === 0 && { skipMs: HOUR_MS }) });
    fromMs = toMs + CALM_MS;
  }
  const middle = outages.length >> 1;
  return outages.map((outage, i) =>
    i === middle ? { ...outage, service: 'sagemaker', kind: 'server_error', skipMs: 7 * HOUR_MS } : outage,
  );
}

const REFUSALS_EVERY_MS = 60_000;

/**
 * The endpoint refuses everything for seconds, twice in a minute or in a shorter run: first alone, then while S3 is
 * unavailable, which is back later than the endpoint.
 */
export function refusals(durationMs: number): Outage[] {
  const everyMs = Math.min(durationMs, REFUSALS_EVERY_MS);
  const outages: Outage[] = [];
  for (let startMs = 0; startMs + everyMs <= durationMs; startMs += everyMs) {
    const refuse = (fromMs: number): Outage => ({
      service: 'sagemaker',
      kind: 'model_4xx',
      fromMs,
      toMs: fromMs + 4000,
    });
    const alone = refuse(startMs + everyMs * 0.1);
    const together = refuse(startMs + everyMs * 0.6);
    const { fromMs, toMs } = together;
    outages.push(alone, together, { service: 's3', kind: 'server_error', fromMs, toMs: toMs + 4000 });
  }
  return outages;
}

function choose(turn: number, random: () => number): [Service, Outage['kind']] {
  if (turn % 2 === 0) return ['sagemaker', ENDPOINT_KINDS[(turn / 2) % ENDPOINT_KINDS.length]];
  const service = OTHER_SERVICES[((turn - 1) / 2) % OTHER_SERVICES.length];
  return [service, OTHER_KINDS[Math.floor(random() * OTHER_KINDS.length)]];
}
