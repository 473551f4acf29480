import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod/mini';
import {
  type Derivation,
  derivedLabels,
  derivedName,
  deriveFromText,
  deriveSchema,
  isRawAndResidual,
  withResiduals,
} from '../../contracts/derive.ts';
import type { Sensitivity } from '../../contracts/lanes.ts';
import type { ReplayRules } from '../../incidents/replay.ts';
import { loadSettings, settingsOfFolder } from '../../settings/load-settings.ts';
import { SETTINGS_FILE, type SettingsFile } from '../../settings/settings-file.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { sourcesSettings, type ToldOfSources } from '../../streams/sources-settings.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { type ColumnOptions, columnFlagsOf } from './column-options.ts';
import { incidentRulesOf } from './incident-rules.ts';
import { names } from './parse-option.ts';
import { UsageError } from './run-command.ts';

export interface PastOptions {
  readonly counter?: readonly string[];
  readonly timeZone?: string;
  readonly sensitivity?: Sensitivity;
}

/** The same where features may be derived, too. */
export interface DerivingOptions extends PastOptions {
  readonly derive?: readonly Derivation[];
  /** Whether residuals of all features are derived besides. */
  readonly residuals?: boolean;
}

/** Adds the flags that say how the past of sources is understood, the same wherever rows of a file are judged. */
export function addPastOptions(command: Command): Command {
  const levels = new Option('--sensitivity <level>', 'how strange a value must be for its source (default: normal)');
  return command
    .option('--counter <names>', 'features that count up, separated by commas: judged by their rate', names)
    .option('--time-zone <name>', 'whose hours and weekends are meant, as Europe/Berlin (default: UTC)', timeZone)
    .addOption(levels.choices(['high', 'normal', 'low']));
}

/** Adds the flag that says which features are made of what each source did, wherever a model is made. */
export function addDeriveOption(command: Command): Command {
  return command.option(
    '--derive <features>',
    "features of what a source did: 'count 1h, mean amount 24h, sum amount 1d, ratio amount 7d, since last, rare merchant, residual temperature, residuals, velocity', or JSON; --features raw+residual is short for every numeric column and 'residuals'",
    derive,
  );
}

/** Takes `--features raw+residual` for what it is short for: no names, and the residuals of all features. */
export function withShortForms<Options extends ColumnOptions & DerivingOptions>(options: Options): Options {
  if (!isRawAndResidual(options.features)) return options;
  return { ...options, features: undefined, residuals: true };
}

/**
 * What is derived, by the options, or by the settings where those name nothing.
 *
 * @throws {UsageError} where residuals are one more than a list may have
 */
export function derivedBy(options: DerivingOptions, ofSettings?: readonly Derivation[]) {
  const list = options.derive ?? ofSettings;
  if (!options.residuals) return list;
  const { data, error } = z.safeParse(deriveSchema, withResiduals(list));
  if (data) return data;
  throw new UsageError(`--features raw+residual: with the residuals, what is derived ${error.issues[0].message}`);
}

/** How rows of a file are taken and judged, so that they are judged as those of the stream. */
export interface AsOnStream {
  readonly flags: ColumnFlags;
  readonly past: ToldOfSources | 'no past';
  /** How anomalies become incidents. */
  readonly rules: ReplayRules;
  /** What of it the settings say, in one line for people; undefined where they say nothing. */
  readonly notice?: string;
}

const DAY_MS = 86_400_000;

/**
 * Takes from the settings, where there are some, how the stream is understood, and from the options what they say
 * instead. A number that means a missing value to either means one.
 *
 * @param settingsFile a file of settings, as weir.json
 * @throws {SettingsError} where the file is wrong
 * @throws {UsageError} where features are to be derived that cannot be
 */
export function asOnStream(options: ColumnOptions & DerivingOptions, settingsFile = SETTINGS_FILE): AsOnStream {
  const file = settingsOfFolder(settingsFile);
  const settings: Partial<Settings> = file ? loadSettings({ settings: settingsFile }).settings : {};
  const { maxSourceFeatures, sourceRetentionDays, missingValues = [] } = settings;
  const { counter = settings.counters, timeZone = settings.timeZone, sensitivity = settings.sensitivity } = options;
  const derive = derivedBy(options, settings.derive);
  if (settings.sourceState === 'off' && (options.derive ?? options.residuals)) {
    throw new UsageError(
      `${SETTINGS_FILE} says sourceState off: sources have no past of which features could be derived`,
    );
  }
  const silentAfterMs = sourceRetentionDays && sourceRetentionDays * DAY_MS;
  const flags = columnFlagsOf(options);
  const marked = [...(flags.missingValues ?? []), ...missingValues.map(String)];
  const labels = derivedLabels(derive);
  return {
    flags: {
      ...flags,
      ...(marked.length > 0 && { missingValues: marked }),
      ...(labels.length > 0 && { labels }),
    },
    past:
      settings.sourceState === 'off'
        ? 'no past'
        : { counters: counter, derive, timeZone, sensitivity, maxSourceFeatures, silentAfterMs },
    rules: incidentRulesOf(settings),
    ...(file && noticeOf(file, options)),
  };
}

/** Settings that say how values are understood, and the options that say so instead. */
const OPTION_OF = {
  sourceState: undefined,
  counters: 'counter',
  derive: 'derive',
  timeZone: 'timeZone',
  sensitivity: 'sensitivity',
  maxSourceFeatures: undefined,
  sourceRetentionDays: undefined,
  missingValues: undefined,
  cooldownSeconds: undefined,
  openingEvidence: undefined,
  severityBands: undefined,
} as const satisfies Partial<Record<keyof Settings, keyof DerivingOptions | undefined>>;

function noticeOf({ name: file, values }: SettingsFile, options: DerivingOptions): Pick<AsOnStream, 'notice'> {
  const said = Object.entries(OPTION_OF).flatMap(([name, option]) => {
    if (values[name] === undefined) return [];
    const isOverridden = option !== undefined && options[option] !== undefined;
    return [`${name} ${wordsOf(values[name])}${isOverridden ? ' (an option says otherwise)' : ''}`];
  });
  return said.length === 0 ? {} : { notice: `as ${file} says: ${said.join('; ')}` };
}

/** Lists by their parts; derived features by their names. */
function wordsOf(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'object' ? JSON.stringify(value) : String(value);
  const { data } = z.safeParse(deriveSchema, value);
  return (data ? data.map(derivedName) : value).join(',');
}

/** Names of labels that features are derived of, for the flags about columns. */
export function labelsOf(options: DerivingOptions): { readonly labels: readonly string[] } {
  return { labels: derivedLabels(derivedBy(options)) };
}

function derive(text: string): readonly Derivation[] {
  const { data, error } = z.safeParse(deriveSchema, deriveFromText(text));
  if (data) return data;
  const { path, message } = error.issues[0];
  throw new InvalidArgumentError(`${path.length > 0 ? `the ${Number(path[0]) + 1}. ` : ''}${message}`);
}

function timeZone(name: string): string {
  try {
    sourcesSettings({ timeZone: name });
    return name;
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
