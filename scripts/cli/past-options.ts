import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Sensitivity } from '../../contracts/lanes.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import { readSettingsFile, SETTINGS_FILE } from '../../settings/settings-file.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { sourcesSettings, type ToldOfSources } from '../../streams/sources-settings.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { type ColumnOptions, columnFlagsOf } from './column-options.ts';
import { names } from './parse-option.ts';

export interface PastOptions {
  readonly counter?: readonly string[];
  readonly timeZone?: string;
  readonly sensitivity?: Sensitivity;
}

/** Adds the flags that say how the past of sources is understood, the same wherever rows of a file are judged. */
export function addPastOptions(command: Command): Command {
  const levels = new Option('--sensitivity <level>', 'how strange a value must be for its source (default: normal)');
  return command
    .option('--counter <names>', 'features that count up, separated by commas: judged by their rate', names)
    .option('--time-zone <name>', 'whose hours and weekends are meant, as Europe/Berlin (default: UTC)', timeZone)
    .addOption(levels.choices(['high', 'normal', 'low']));
}

/** How rows of a file are taken and judged, so that they are judged as those of the stream. */
export interface AsOnStream {
  readonly flags: ColumnFlags;
  readonly past: ToldOfSources | 'no past';
  /** What of it weir.json says, in one line for people; undefined where it says nothing. */
  readonly notice?: string;
}

const DAY_MS = 86_400_000;

/**
 * Takes from weir.json, where there is one, how the stream is understood, and from the options what they say instead. A
 * number that means a missing value to either means one.
 *
 * @throws {SettingsError} where the file is wrong
 */
export function asOnStream(options: ColumnOptions & PastOptions): AsOnStream {
  const file = readSettingsFile(SETTINGS_FILE);
  const settings: Partial<Settings> = file ? loadSettings({}).settings : {};
  const { maxSourceFeatures, sourceRetentionDays, missingValues = [] } = settings;
  const { counter = settings.counters, timeZone = settings.timeZone, sensitivity = settings.sensitivity } = options;
  const silentAfterMs = sourceRetentionDays && sourceRetentionDays * DAY_MS;
  const flags = columnFlagsOf(options);
  const marked = [...(flags.missingValues ?? []), ...missingValues.map(String)];
  return {
    flags: marked.length > 0 ? { ...flags, missingValues: marked } : flags,
    past:
      settings.sourceState === 'off'
        ? 'no past'
        : { counters: counter, timeZone, sensitivity, maxSourceFeatures, silentAfterMs },
    ...(file && noticeOf(file.values, options)),
  };
}

/** Settings that say how values are understood, and the options that say so instead. */
const OPTION_OF = {
  sourceState: undefined,
  counters: 'counter',
  timeZone: 'timeZone',
  sensitivity: 'sensitivity',
  maxSourceFeatures: undefined,
  sourceRetentionDays: undefined,
  missingValues: undefined,
} as const satisfies Partial<Record<keyof Settings, keyof PastOptions | undefined>>;

function noticeOf(values: Readonly<Record<string, unknown>>, options: PastOptions): Pick<AsOnStream, 'notice'> {
  const said = Object.entries(OPTION_OF).flatMap(([name, option]) => {
    if (values[name] === undefined) return [];
    const isOverridden = option !== undefined && options[option] !== undefined;
    return [`${name} ${String(values[name])}${isOverridden ? ' (an option says otherwise)' : ''}`];
  });
  return said.length === 0 ? {} : { notice: `as ${SETTINGS_FILE} says: ${said.join('; ')}` };
}

function timeZone(name: string): string {
  try {
    sourcesSettings({ timeZone: name });
    return name;
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
