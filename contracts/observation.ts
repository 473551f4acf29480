/**
 * One thing measured at one time.
 *
 * `features` are named; an array holds values that only the model can name, in the model's order
 * (a numeric JSON array or a CSV line on the stream). `null` is a missing value.
 */
export interface Observation {
  /** Who it is about: a sensor, a card, a host. Normally the partition key. */
  readonly source: string;
  /** Milliseconds since the epoch, UTC, by the observation's own clock. */
  readonly timestampMs: number;
  /** The producer's own identifier, used to join verdicts with the truth. */
  readonly id?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly features: Features;
  /**
   * Of the flat form: what has a value that is no number, and how messages show it. It is nobody's business unless the
   * model knows the name: then the observation is malformed.
   */
  readonly unread?: Readonly<Record<string, string>>;
}

export type NamedFeatures = Readonly<Record<string, number | null>>;
export type Features = NamedFeatures | readonly (number | null)[];

/** Names the values of a row; one that is not a number is missing. */
export function namedFeatures(names: readonly string[], values: ArrayLike<number>): NamedFeatures {
  return Object.fromEntries(names.map((name, i) => [name, Number.isNaN(values[i]) ? null : values[i]]));
}

/** Keys of the flat form on the stream that are never features. */
export const RESERVED_KEYS = ['source', 'timestamp', 'id', 'labels'] as const;

/** The full form on the stream, as UTF-8 JSON: what our own producers write. */
export function encodeObservation(observation: Observation): Uint8Array {
  const { source, timestampMs, id, labels, features } = observation;
  const timestamp = new Date(timestampMs).toISOString();
  return new TextEncoder().encode(JSON.stringify({ source, timestamp, id, labels, features }));
}

/** Who an observation is, wherever it goes: the same through every redelivery. */
export function identityOf(shardId: string, sequenceNumber: string, index: number): string {
  return `${shardId}:${sequenceNumber}:${index}`;
}
