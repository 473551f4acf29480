import * as z from 'zod/mini';
import { malformed, ok, type Result } from './result.ts';

/** The variable in which a function's settings travel, all of them as one JSON object. */
export const SETTINGS_VARIABLE = 'WEIR_SETTINGS';

/**
 * The variable with the detection stack's name: `service` of every log line and the dimension of every metric.
 * It stands beside the settings because Powertools reads it.
 */
export const SERVICE_VARIABLE = 'POWERTOOLS_SERVICE_NAME';

/** It rises when a setting comes to mean something else. Code takes settings of its own version only. */
const VERSION = 1;

/** What a function wants to be told. */
export type FunctionSettingsSchema<T extends object> = z.ZodMiniType<T, T>;

/**
 * A function's settings as the value of its variable; what its schema does not know is left out.
 *
 * @param toJson another one for values that are known only when they are deployed
 * @throws when the settings are not what the schema wants
 */
export function encodeFunctionSettings<T extends object>(
  schema: FunctionSettingsSchema<T>,
  settings: NoInfer<T>,
  toJson: (value: object) => string = JSON.stringify,
): string {
  return toJson({ version: VERSION, ...z.parse(schema, settings) });
}

/** What {@link encodeFunctionSettings} wrote. Its problem names everything that is wrong. */
export function decodeFunctionSettings<T extends object>(schema: FunctionSettingsSchema<T>, json: string): Result<T> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return malformed('settings_not_json', '', `must be JSON, got ${JSON.stringify(json.slice(0, 80))}`);
  }
  const { version } = (value ?? {}) as { version?: unknown };
  if (version !== VERSION) {
    return malformed('wrong_version', 'version', `must have version ${VERSION}, got ${shown(version)}`);
  }
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return ok(parsed.data);
  const wrong = parsed.error.issues.map(({ path, message }) => {
    return `${path.join('.')} ${message}, got ${shown(valueAt(value, path))}`;
  });
  return malformed('bad_settings', parsed.error.issues[0].path.join('.'), wrong.join('; '));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
