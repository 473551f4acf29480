import { type Command, InvalidArgumentError, Option } from 'commander';
import { COLUMN_PARTS } from '../../tabular/column-parts.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { isTimeFormat } from '../../tabular/read-time.ts';
import { names } from './parse-option.ts';

/**
 * Adds the flags that say which columns are features, the same wherever a file is read: what `stream` sends of it, any
 * command takes. What a model does not know of that is judged by its past alone.
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
    .option('--source <name>', "source of rows that name none (default: the file's name)")
    .option('--no-source', 'no column is the source, whatever its name; likewise:')
    .option('--no-timestamp', 'no column is the time')
    .option('--no-label', 'no column is the label')
    .option('--no-id', 'no column is the id')
    .option(
      '--timestamp-format <format>',
      "how times are written: 'DD/MM/YYYY HH:mm', excel, s, ms, us, ns",
      timeFormat,
    )
    .option('--anomaly-label <values>', 'values of the label that mean an anomaly, separated by commas', names)
    .option('--delimiter <character>', "what separates columns, or 'tab' (default: found out of , ; tab |)", delimiter)
    .addOption(new Option('--decimal <mark>', 'the decimal mark (default: found out)').choices(['.', ',']))
    .option('--missing-value <values...>', 'numbers or words that mean, in a feature, that there is no value: -200')
    .option('--encoding <name>', 'how letters are written: windows-1252 (default: UTF-8, or UTF-16 where it is)');
}

/** Adds the flag that says which columns go along as labels, wherever rows are put on a stream. */
export function addLabelsOption(command: Command): Command {
  return command.option(
    '--labels <names>',
    'columns that go along as labels, separated by commas: merchant,site',
    names,
  );
}

/** What the options about columns give: the negated ones `false`, where no option of that name gives a value. */
export interface ColumnOptions
  extends Omit<ColumnFlags, 'without' | 'anomalyLabels' | 'missingValues' | 'decimal' | 'defaultSource'> {
  readonly source?: boolean | string;
  readonly timestamp?: boolean;
  readonly label?: boolean;
  readonly id?: boolean;
  readonly anomalyLabel?: readonly string[];
  readonly missingValue?: readonly string[];
  readonly decimal?: '.' | ',';
}

/** Picks the options about columns from all that a command was given. */
export function columnFlagsOf(options: ColumnOptions): ColumnFlags {
  const { features, ignore, labels, sourceColumn, timestampColumn, labelColumn, timestampFormat } = options;
  const { delimiter, decimal, encoding, anomalyLabel: anomalyLabels, missingValue: missingValues } = options;
  const without = COLUMN_PARTS.filter((part) => options[part] === false);
  const defaultSource = typeof options.source === 'string' ? options.source : undefined;
  const columns = { features, ignore, labels, sourceColumn, defaultSource, timestampColumn, labelColumn, without };
  return { ...columns, timestampFormat, anomalyLabels, missingValues, delimiter, decimal, encoding };
}

function delimiter(text: string): string {
  if (/^(tab|\\t)$/i.test(text)) return '\t';
  if (text.length === 1) return text;
  throw new InvalidArgumentError('wanted one character, or tab');
}

function timeFormat(text: string): string {
  if (isTimeFormat(text)) return text;
  throw new InvalidArgumentError("wanted one like 'DD/MM/YYYY HH:mm', YYYYMMDD, excel, s, ms, us or ns");
}
