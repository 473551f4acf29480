import type { Command } from 'commander';
import type { ThresholdRule } from '../../model/choose-threshold.ts';
import { parseThresholdRule, parseTrim } from '../../model/parse-threshold-rule.ts';
import { UsageError } from './run-command.ts';

export interface ThresholdOptions {
  readonly alertBudget?: string;
  readonly contamination?: string;
}

/** Adds the flags that say where strange begins. */
export function addThresholdOptions(command: Command): Command {
  return command
    .option('--alert-budget <budget>', 'rows to be told of: 5/day, or 0.1% of the rows (default: 0.1%)')
    .option(
      '--contamination <share>',
      'share of the rows that is known to be anomalous, or auto: where the detector has it by its own theory',
    );
}

/** @throws {UsageError} */
export function thresholdRuleOf({ alertBudget, contamination }: ThresholdOptions): ThresholdRule {
  return orUsageError(() => parseThresholdRule(alertBudget, contamination));
}

/** @throws {UsageError} */
export function trimOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : orUsageError(() => parseTrim(text));
}

function orUsageError<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}
