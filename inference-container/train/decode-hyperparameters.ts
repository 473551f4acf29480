import {
  type Derivation,
  derivedLabels,
  deriveFromText,
  deriveSchema,
  isRawAndResidual,
  withResiduals,
} from '../../contracts/derive.ts';
import type { Sensitivity } from '../../contracts/lanes.ts';
import { csvCells } from '../../contracts/record-forms/csv-line.ts';
import { parseThresholdRule, parseTrim } from '../../model/parse-threshold-rule.ts';
import {
  DEFAULT_DETECTOR_KIND,
  DETECTOR_KINDS,
  detectorKind,
  type ParameterValues,
  parametersFor,
  parseParameter,
  type TrainingOptions,
  wantedOf,
} from '../../model/train-model.ts';
import type { ToldOfSources } from '../../model/with-lanes.ts';
import { COLUMN_PARTS, type ColumnPart } from '../../tabular/column-parts.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { isTimeFormat } from '../../tabular/read-time.ts';

/** What a training job is told: the flags of `npm run train`, without their dashes. */
export interface Hyperparameters {
  readonly columns: ColumnFlags;
  /** Train on the first rows only. */
  readonly rows?: number;
  /** How the past of sources is understood. */
  readonly past: ToldOfSources | 'no past';
  readonly options: TrainingOptions;
}

const PARAMETERS = new Set(DETECTOR_KINDS.flatMap(({ parameters }) => parameters.map(({ name }) => name)));

const NAMES: readonly string[] = [
  ...PARAMETERS,
  'detector',
  'seed',
  'rows',
  'alert-budget',
  'contamination',
  'trim',
  'features',
  'ignore',
  'source',
  'source-column',
  'timestamp-column',
  'label-column',
  'counter',
  'time-zone',
  'derive',
  'missing-value',
  'timestamp-format',
  'anomaly-label',
  'delimiter',
  'decimal',
  'encoding',
  'no',
  'sensitivity',
  'max-source-features',
  'source-retention-days',
  'source-state',
  'sample',
];

const DAY_MS = 86_400_000;

/**
 * Reads what a training job is told.
 *
 * SageMaker passes every value as a string. Names may be written with `_` for `-`; those that SageMaker's own tools add
 * (`sagemaker_..`, `_tuning_..`) are ignored.
 *
 * @param json of the file; undefined where there is none
 * @throws {Error} naming the hyperparameter that is unknown or wrong
 */
export function decodeHyperparameters(json: unknown): Hyperparameters {
  const given = readGiven(json);
  const features = given.has('features') ? list(given, 'features') : undefined;
  const hasResiduals = isRawAndResidual(features);
  const derive = deriveOf(given, hasResiduals);
  return {
    columns: {
      ...(derive && { labels: derivedLabels(derive) }),
      features: hasResiduals ? undefined : features,
      ignore: given.has('ignore') ? list(given, 'ignore') : undefined,
      defaultSource: given.get('source'),
      sourceColumn: given.get('source-column'),
      timestampColumn: given.get('timestamp-column'),
      labelColumn: given.get('label-column'),
      missingValues: given.has('missing-value') ? list(given, 'missing-value') : undefined,
      timestampFormat: checked(given, 'timestamp-format', isTimeFormat, "one like 'DD/MM/YYYY HH:mm', excel, s or ms"),
      anomalyLabels: given.has('anomaly-label') ? list(given, 'anomaly-label') : undefined,
      delimiter: delimiter(given),
      decimal: checked(given, 'decimal', (mark) => mark === '.' || mark === ',', '. or ,') as '.' | ',' | undefined,
      encoding: given.get('encoding'),
      without: partsWithout(given),
    },
    rows: whole(given, 'rows', 1),
    past: pastOf(given, derive),
    options: {
      ...chosenDetector(given),
      seed: whole(given, 'seed', 0),
      threshold: parseThresholdRule(given.get('alert-budget'), given.get('contamination')),
      trim: given.has('trim') ? parseTrim(given.get('trim')!) : undefined,
      isSample: is(given, 'sample', 'true', 'false'),
    },
  };
}

function readGiven(json: unknown): Map<string, string> {
  const given = new Map<string, string>();
  for (const [written, value] of Object.entries(json ?? {})) {
    if (/^(_|sagemaker_)/.test(written)) continue;
    const name = NAMES.find((known) => known === written.replaceAll('_', '-'));
    if (!name) throw new Error(`there is no hyperparameter ${JSON.stringify(written)}, there are ${NAMES.join(', ')}`);
    given.set(name, String(value).trim());
  }
  return given;
}

function checked(
  given: Map<string, string>,
  name: string,
  isRight: (text: string) => boolean,
  wanted: string,
): string | undefined {
  const text = given.get(name);
  if (text !== undefined && !isRight(text)) throw wrong(given, name, wanted);
  return text;
}

function deriveOf(given: Map<string, string>, hasResiduals: boolean): readonly Derivation[] | undefined {
  const text = given.get('derive');
  if (text === undefined) return hasResiduals ? withResiduals() : undefined;
  const { data, error } = deriveSchema.safeParse(deriveFromText(text));
  if (error) throw wrong(given, 'derive', error.issues[0].message.replace(/^must be /, ''));
  if (!hasResiduals) return data;
  const all = deriveSchema.safeParse(withResiduals(data));
  if (all.error)
    throw wrong(given, 'derive', `with the residuals ${all.error.issues[0].message.replace(/^must be /, '')}`);
  return all.data;
}

/** How the past of sources is understood, as the settings of an installation say it of its stream. */
function pastOf(given: Map<string, string>, derive: readonly Derivation[] | undefined): ToldOfSources | 'no past' {
  if (is(given, 'source-state', 'off', 'on')) return 'no past';
  const levels = ['high', 'normal', 'low'];
  const days = whole(given, 'source-retention-days', 1);
  return {
    counters: given.has('counter') ? list(given, 'counter') : undefined,
    timeZone: given.get('time-zone'),
    sensitivity: checked(given, 'sensitivity', (text) => levels.includes(text), levels.join(' or ')) as Sensitivity,
    maxSourceFeatures: whole(given, 'max-source-features', 1),
    silentAfterMs: days && days * DAY_MS,
    ...(derive && { derive }),
  };
}

/** What no column is, whatever its name. */
function partsWithout(given: Map<string, string>): readonly ColumnPart[] | undefined {
  if (!given.has('no')) return undefined;
  const names = list(given, 'no') as ColumnPart[];
  if (names.every((name) => COLUMN_PARTS.includes(name))) return names;
  throw wrong(given, 'no', `some of ${COLUMN_PARTS.join(', ')}`);
}

function is(given: Map<string, string>, name: string, yes: string, no: string): boolean {
  return checked(given, name, (text) => text === yes || text === no, `${yes} or ${no}`) === yes;
}

function delimiter(given: Map<string, string>): string | undefined {
  const text = checked(given, 'delimiter', (it) => it.length === 1 || it === 'tab', 'one character, or tab');
  return text === 'tab' ? '\t' : text;
}

function list(given: Map<string, string>, name: string): string[] {
  const names = csvCells(given.get(name)!.replaceAll('\n', ' '));
  if (names.includes('')) throw wrong(given, name, 'values separated by commas');
  return names;
}

/** The kind of detector, and the values of its parameters. */
function chosenDetector(given: Map<string, string>): { detector: string; parameters: ParameterValues } {
  const kinds = DETECTOR_KINDS.map(({ kind }) => kind);
  const name =
    checked(given, 'detector', (text) => kinds.includes(text), kinds.join(' or ')) ?? DEFAULT_DETECTOR_KIND.kind;
  const kind = detectorKind(name);
  const values = [...PARAMETERS].map((parameter) => {
    const text = given.get(parameter);
    const own = kind.parameters.find((each) => each.name === parameter);
    if (own === undefined || text === undefined) return [parameter, text];
    const value = parseParameter(own, text);
    if (value === undefined) throw wrong(given, parameter, wantedOf(own));
    return [parameter, value];
  });
  return { detector: name, parameters: parametersFor(kind, Object.fromEntries(values)) };
}

function whole(given: Map<string, string>, name: string, least: number): number | undefined {
  const text = given.get(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text === '' || !Number.isSafeInteger(value) || value < least)
    throw wrong(given, name, `a whole number from ${least}`);
  return value;
}

function wrong(given: Map<string, string>, name: string, wanted: string): Error {
  return new Error(`hyperparameter ${name}: got ${JSON.stringify(given.get(name))}, wanted ${wanted}`);
}
