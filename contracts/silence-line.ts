/** A source that always speaks fell silent, or speaks again; or many, or a whole shard. */
export interface SilenceLine {
  /** Absent where it is about a whole shard, or the stream. */
  readonly source?: string;
  /** When the last observation had come, ISO 8601. */
  readonly since: string;
  readonly decision: SilenceDecision;
  readonly alertId?: string;
  /** Of `held`: the rule, and why. */
  readonly rule?: string;
  readonly because?: string;
}

/**
 * `opened` and `closed` are published; `joined` is counted among many that are silent at once; `already_told` is a
 * redelivery, or known from another shard; `untold` speaks again and nobody had heard that it was silent; `held` is
 * kept back by a rule, and told when no rule holds it any more and it still lasts; `observed` is `alerting: observe`.
 */
export type SilenceDecision = 'opened' | 'closed' | 'joined' | 'held' | 'already_told' | 'untold' | 'observed';
