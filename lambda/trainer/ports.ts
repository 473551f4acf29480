import type { ModelAlert } from '../../contracts/alert.ts';
import type { TrainerSettings } from '../../contracts/function-settings/trainer.ts';
import type { LearningState } from '../../contracts/learning-state.ts';
import type { RulesObject } from '../../contracts/rules-object.ts';
import type { ModelRegistry } from '../../registry/model-registry.ts';
import type { KnownIncident } from '../../training/learnable-rows.ts';

/** What the trainer asks of the world. Whatever fails is thrown: the next tick begins where this one did. */
export interface TrainerPorts {
  readonly registry: ModelRegistry;
  /** The lines of each shard's sample. */
  samples(): AsyncIterable<string>;
  /** All that are known, open and over. */
  incidents(): Promise<readonly KnownIncident[]>;
  /** The rules that hold: their maintenance is not learned. Undefined where none were ever put. */
  rules(): Promise<RulesObject | undefined>;
  readState(): Promise<LearningState | undefined>;
  writeState(state: LearningState): Promise<void>;
  /** Tells people; does nothing where nobody is to be told. */
  publish(alert: ModelAlert): Promise<void>;
  /** The wall clock, milliseconds since the epoch. */
  now(): number;
}

/** What a user says of learning. */
export type LearningRules = Pick<TrainerSettings, 'learning' | 'derive' | 'missingValues' | 'trainingExclude'>;
