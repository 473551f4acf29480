import { SETTINGS_VARIABLE } from '../../contracts/settings-variable.ts';

interface FunctionProperties {
  readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
}

/**
 * The settings that a template's function is told, with a star for each name that CloudFormation puts in; and those
 * names, in their order.
 */
export function toldSettings({ Environment }: FunctionProperties) {
  const text = Environment?.Variables?.[SETTINGS_VARIABLE] as { 'Fn::Join': [string, unknown[]] };
  const parts = text['Fn::Join'][1];
  const values = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : '*')).join(''));
  return { values, names: parts.filter((part) => typeof part !== 'string') };
}
