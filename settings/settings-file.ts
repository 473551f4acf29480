import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SettingsError } from './settings-error.ts';

/** The file at the project's root in which a user's settings live. */
export const SETTINGS_FILE = 'weir.json';

/** Tells an editor what the file may hold. It is no setting. */
const SCHEMA_KEY = '$schema';
/** Nor is this. */
const STAGES_KEY = 'stages';
const SCHEMA_FILE = 'docs/weir.schema.json';

export interface SettingsFile {
  /** Its path, as it was given. */
  readonly name: string;
  /** By name of the setting; not checked. */
  readonly values: SettingValues;
  /** What stages have instead, by name of the stage; absent where there are none. */
  readonly stages?: Readonly<Record<string, SettingValues>>;
}

type SettingValues = Readonly<Record<string, unknown>>;

/**
 * @returns undefined when there is no such file
 * @throws {SettingsError} when it is no JSON object
 */
export function readSettingsFile(name: string): SettingsFile | undefined {
  const text = readText(name);
  if (text === undefined) return undefined;
  const { [SCHEMA_KEY]: _, [STAGES_KEY]: stages, ...values } = parseObject(name, text);
  return { name, values, ...(stages !== undefined && { stages: stagesIn(name, stages) }) };
}

function stagesIn(name: string, stages: unknown): Readonly<Record<string, SettingValues>> {
  if (isObject(stages) && Object.values(stages).every(isObject)) return stages as Record<string, SettingValues>;
  const wanted = 'wanted settings by stage, like {"dev":{"alerting":"observe"},"prod":{"shards":2}}';
  throw new SettingsError([`${name} has the stages ${JSON.stringify(stages).slice(0, 80)}, ${wanted}`]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Writes a settings file whole, or leaves it as it was. */
export function writeSettingsFile({ name, values, stages }: SettingsFile): void {
  const text = readText(name);
  const schema = text === undefined ? pathFrom(name, SCHEMA_FILE) : parseObject(name, text)[SCHEMA_KEY];
  const part = `${name}.part`;
  writeFileSync(part, `${JSON.stringify({ [SCHEMA_KEY]: schema, ...values, [STAGES_KEY]: stages }, null, 2)}\n`);
  renameSync(part, name);
}

function readText(name: string): string | undefined {
  try {
    return readFileSync(name, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new SettingsError([`${name} cannot be read: ${(error as Error).message}`]);
  }
}

function parseObject(name: string, text: string): Record<string, unknown> {
  const wanted = 'wanted a JSON object of settings like {"alertEmail":["me@example.com"]}';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SettingsError([`${name} is not JSON: ${(error as Error).message}; ${wanted}`]);
  }
  if (isObject(value)) return value;
  throw new SettingsError([`${name} holds ${JSON.stringify(value).slice(0, 80)}, ${wanted}`]);
}

/** Relative, with slashes, and begun as editors want it. */
function pathFrom(file: string, target: string): string {
  return `./${path
    .relative(path.dirname(path.resolve(file)), path.resolve(target))
    .split(path.sep)
    .join('/')}`;
}
