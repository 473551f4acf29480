import {
  decodeFunctionSettings,
  type FunctionSettingsSchema,
  SERVICE_VARIABLE,
  SETTINGS_VARIABLE,
} from '../contracts/function-settings.ts';

/**
 * The settings of a function, from the environment that its stack gave it.
 *
 * @throws {Error} naming every variable that is missing, or every setting that is not what it must be
 */
export function readSettings<T extends object>(environment: NodeJS.ProcessEnv, schema: FunctionSettingsSchema<T>): T {
  const missing = [SERVICE_VARIABLE, SETTINGS_VARIABLE].filter((name) => !environment[name]);
  if (missing.length > 0) {
    throw new Error(`the environment lacks ${missing.join(', ')}: deploy the function with its stack`);
  }
  const settings = decodeFunctionSettings(schema, environment[SETTINGS_VARIABLE] ?? '');
  if (settings.ok) return settings.value;
  throw new Error(`${SETTINGS_VARIABLE}: ${settings.problem.message}: deploy the function with its stack`);
}
