import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  encodeFunctionSettings,
  type FunctionSettingsSchema,
  SERVICE_VARIABLE,
  SETTINGS_VARIABLE,
} from '../../contracts/settings-variable.ts';

/**
 * The variables of a function: its settings as one value, in which names may be tokens that CloudFormation resolves.
 *
 * @param service value of the metrics' dimension and of `service` in log lines
 */
export function functionEnvironment<T extends object>(
  scope: Construct,
  service: string,
  schema: FunctionSettingsSchema<T>,
  settings: NoInfer<T>,
): Record<string, string> {
  const toJson = (value: object) => Stack.of(scope).toJsonString(value);
  return { [SERVICE_VARIABLE]: service, [SETTINGS_VARIABLE]: encodeFunctionSettings(schema, settings, toJson) };
}
