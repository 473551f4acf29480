import {
  decodeFunctionSettings,
  type FunctionSettingsSchema,
  SERVICE_VARIABLE,
  SETTINGS_VARIABLE,
} from '../contracts/settings-variable.ts';
import type { LinkSettings } from '../messages/links.ts';

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

/**
 * Where people look: what the stack told a function, and what Lambda tells each.
 *
 * @param told the consumer's log group is its own
 */
export function readLinks(
  environment: NodeJS.ProcessEnv,
  { consumerLogGroupName, runbookUrl }: { readonly consumerLogGroupName?: string; readonly runbookUrl?: string },
): LinkSettings {
  const { AWS_REGION: region = '', AWS_LAMBDA_LOG_GROUP_NAME: own = '' } = environment;
  // The dashboard has the name of the stack, as the service has.
  const dashboardName = environment[SERVICE_VARIABLE] ?? '';
  return { region, dashboardName, logGroupName: consumerLogGroupName ?? own, runbookUrl };
}
