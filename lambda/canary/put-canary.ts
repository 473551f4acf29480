import { CANARY_EVERY_MS, type CanaryOutcome, canaryNonce } from '../../contracts/canary.ts';
import type { ModelCard } from '../../contracts/model-card.ts';
import { type ModelPointer, modelAt } from '../../contracts/model-registry.ts';
import type { NamedFeatures } from '../../contracts/observation.ts';
import { encodeCanary } from '../../contracts/record-forms/canary-record.ts';

/** The canaries that were put, as who puts them sees them. */
export interface PutCanaries {
  /** Writes down that one is put. */
  note(nonce: string, expiresMs: number): Promise<void>;
  /** What became of those whose nonces lie between these texts; undefined of each that has not come. */
  outcomesBetween(from: string, to: string): Promise<readonly (CanaryOutcome | undefined)[]>;
}

/** Everything outside that putting a canary needs. */
export interface CanaryPorts {
  readonly canaries: PutCanaries;
  pointer(): Promise<ModelPointer>;
  card(identity: string): Promise<Pick<ModelCard, 'canary'> | undefined>;
  /** Puts a record on the stream. @param hashKey where in the key space, a decimal integer below 2^128 */
  put(record: { readonly partitionKey: string; readonly hashKey: string; readonly bytes: Uint8Array }): Promise<void>;
  now(): number;
  /** 32 hexadecimal digits that nobody can guess. */
  secret(): string;
}

/** After so long a canary should have come: the window of a batch, a sleeping endpoint, a retry. */
const SHOULD_HAVE_COME_MS = 4 * 60_000;
/** Of the last twenty minutes that they had to come, four canaries. */
const LOOKED_BACK_MS = SHOULD_HAVE_COME_MS + 4 * CANARY_EVERY_MS;
/** Beyond what a record may wait, until nobody asks for its nonce any more. */
const SPARE_MS = 24 * 3_600_000;

/**
 * Counts the canaries of which no good answer came, and puts the next one: with the vector of the model that judges,
 * where that has one.
 *
 * @param maxRecordAgeMs for so long a record may wait for the consumer
 * @returns how many of the last twenty minutes' are silent: they have not come, or were missed
 */
export async function putCanary(maxRecordAgeMs: number, ports: CanaryPorts): Promise<number> {
  const nowMs = ports.now();
  const [from, to] = [nowMs - LOOKED_BACK_MS, nowMs - SHOULD_HAVE_COME_MS].map((ms) => canaryNonce(ms, ''));
  const outcomes = await ports.canaries.outcomesBetween(from, to);
  const { model, features } = await vectorFor(nowMs, ports);
  const nonce = canaryNonce(nowMs, ports.secret());
  // First the nonce: a record that comes before it would be refused.
  await ports.canaries.note(nonce, nowMs + maxRecordAgeMs + SPARE_MS);
  const bytes = encodeCanary({ nonce, model }, features);
  await ports.put({ partitionKey: `weir-canary-${nonce}`, hashKey: hashKeyAt(nowMs), bytes });
  return outcomes.filter((outcome) => outcome === undefined || outcome === 'missed').length;
}

async function vectorFor(nowMs: number, ports: CanaryPorts): Promise<{ model?: string; features?: NamedFeatures }> {
  const change = modelAt(await ports.pointer(), nowMs);
  const features = change && (await ports.card(change.model))?.canary;
  return change && features ? { model: change.model, features } : {};
}

/** The golden ratio, in 64 bits: of its multiples each falls into the largest gap that those before have left. */
const GOLDEN = 0x9e3779b97f4a7c15n;

/** Another place in the key space each time, spread so evenly that all shards have their turn soon. */
function hashKeyAt(nowMs: number): string {
  const turn = BigInt(Math.floor(nowMs / CANARY_EVERY_MS));
  return (BigInt.asUintN(64, turn * GOLDEN) << 64n).toString();
}
