import type { ParameterValues } from '../../model/train-model.ts';
import type { AsOnStream } from '../cli/past-options.ts';
import { UsageError } from '../cli/run-command.ts';
import type { ThresholdOptions } from '../cli/threshold-options.ts';

/** What a training is told, flags and settings together. */
export interface ToldOfTraining extends Pick<AsOnStream, 'flags' | 'past'>, ThresholdOptions {
  readonly detector: string;
  readonly parameters: ParameterValues;
  readonly seed: number;
  readonly rows?: number;
  readonly trim?: string;
  readonly sample?: boolean;
}

const DAY_MS = 86_400_000;
/** SageMaker takes no longer one. */
const MOST_CHARACTERS = 2500;

/**
 * Says to a training job what `npm run train` was told, so that the container makes the same model of the same rows.
 *
 * @throws {UsageError} for what is longer than SageMaker passes on
 */
export function jobHyperparameters(told: ToldOfTraining): Record<string, string> {
  const { flags, detector, parameters, seed, rows, trim, sample, alertBudget, contamination } = told;
  const all: Readonly<Record<string, string | number | boolean | undefined>> = {
    ...parameters,
    ...{ detector, seed, rows, trim, sample, contamination },
    'alert-budget': alertBudget,
    features: list(flags.features),
    ignore: list(flags.ignore),
    source: flags.defaultSource,
    'source-column': flags.sourceColumn,
    'timestamp-column': flags.timestampColumn,
    'label-column': flags.labelColumn,
    'timestamp-format': flags.timestampFormat,
    'anomaly-label': list(flags.anomalyLabels),
    'missing-value': list(flags.missingValues),
    delimiter: flags.delimiter === '\t' ? 'tab' : flags.delimiter,
    decimal: flags.decimal,
    encoding: flags.encoding,
    no: list(flags.without),
    ...ofPast(told.past),
  };
  const given = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const long = given.find(([, value]) => value.length > MOST_CHARACTERS);
  if (long === undefined) return Object.fromEntries(given);
  throw new UsageError(
    `a training job is told at most ${MOST_CHARACTERS} characters of ${long[0]}, got ${long[1].length}: train without --on-sagemaker`,
  );
}

function ofPast(past: AsOnStream['past']) {
  if (past === 'no past') return { 'source-state': 'off' };
  const { counters, timeZone, sensitivity, maxSourceFeatures, silentAfterMs, derive } = past;
  return {
    counter: list(counters),
    'time-zone': timeZone,
    sensitivity,
    'max-source-features': maxSourceFeatures,
    'source-retention-days': silentAfterMs && silentAfterMs / DAY_MS,
    derive: derive && JSON.stringify(derive),
  };
}

/** As the flags take names: one with a comma stands in double quotes. */
function list(names: readonly string[] | undefined): string | undefined {
  if (names === undefined || names.length === 0) return undefined;
  return names.map((name) => (/[,"]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(',');
}
