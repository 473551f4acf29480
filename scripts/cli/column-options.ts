import type { Command } from 'commander';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { names } from './parse-option.ts';

/**
 * Adds the flags that say which columns are features, the same wherever a file decides that; elsewhere a model does.
 */
export function addFeatureOptions(command: Command): Command {
  return command
    .option(
      '--features <names>',
      'columns that are features, separated by commas (default: every numeric column left)',
      names,
    )
    .option('--ignore <names>', 'columns that are never features, separated by commas', names);
}

/** Adds the flags that say what other columns are, the same wherever a file is read. */
export function addColumnOptions(command: Command): Command {
  return command
    .option('--source-column <name>', "who a row is about (default: 'source' where there is one)")
    .option('--timestamp-column <name>', "when it was measured (default: 'timestamp' where there is one)")
    .option('--label-column <name>', "1 = anomaly, 0 = usual (default: 'label' where there is one)")
    .option('--missing-value <values...>', 'numbers or words that mean, in a feature, that there is no value: -200');
}

/** The options as commander names them: each value of one that takes many is given for itself. */
export interface ColumnOptions extends Omit<ColumnFlags, 'missingValues'> {
  readonly missingValue?: readonly string[];
}

/** Picks the options about columns from all that a command was given. */
export function columnFlagsOf(options: ColumnOptions): ColumnFlags {
  const { features, ignore, sourceColumn, timestampColumn, labelColumn, missingValue: missingValues } = options;
  return { features, ignore, sourceColumn, timestampColumn, labelColumn, missingValues };
}
