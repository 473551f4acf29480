import type { SnapshotCleanerSettings } from '../../contracts/function-settings/snapshot-cleaner.ts';
import type { ConsumerSettings } from '../../contracts/function-settings.ts';
import { SETTINGS_VARIABLE } from '../../contracts/settings-variable.ts';

/** What is looked at of a template. */
export interface FunctionTemplate {
  readonly Resources?: Readonly<Record<string, { readonly Properties?: Partial<FunctionProperties> }>>;
}

/** Of any of the functions. */
type ChangedSettings = Partial<ConsumerSettings & SnapshotCleanerSettings>;

interface FunctionProperties {
  Timeout?: number;
  readonly Environment: { readonly Variables: Variables };
}

type Variables = Record<string, TemplateText | object>;

/** Text in which CloudFormation puts what it knows when it deploys. */
type TemplateText = string | { readonly 'Fn::Join': readonly ['', readonly (string | object)[]] };

/**
 * Changes settings of the functions in a template, in place, beyond what a user may set: runs in minutes show what
 * takes hours.
 *
 * @returns the properties of the functions that have these settings
 * @throws when no function has them
 */
export function patchFunctionSettings(template: FunctionTemplate, change: ChangedSettings): FunctionProperties[] {
  const patched: FunctionProperties[] = [];
  for (const { Properties } of Object.values(template.Resources ?? {})) {
    const settings = Properties?.Environment?.Variables?.[SETTINGS_VARIABLE];
    const changed = settings && patchText(settings as TemplateText, change);
    if (!changed) continue;
    const properties = Properties as FunctionProperties;
    properties.Environment.Variables[SETTINGS_VARIABLE] = changed;
    patched.push(properties);
  }
  if (patched.length > 0) return patched;
  throw new Error(`no function of the template has the settings ${Object.keys(change).join(', ')}`);
}

/** The environment variables of each of the app's own functions, to be changed in place. */
export function functionVariables({ Resources = {} }: FunctionTemplate): Variables[] {
  return Object.values(Resources).flatMap(({ Properties }) => {
    const variables = Properties?.Environment?.Variables;
    return variables && Object.hasOwn(variables, SETTINGS_VARIABLE) ? [variables] : [];
  });
}

/** @returns undefined when these are not all among the settings */
function patchText(text: TemplateText, change: ChangedSettings): TemplateText | undefined {
  const parts = typeof text === 'string' ? [text] : text['Fn::Join'][1];
  const json = parts.map((part, i) => (typeof part === 'string' ? part : `@(${i})@`)).join('');
  const settings = JSON.parse(json);
  if (!Object.keys(change).every((name) => Object.hasOwn(settings, name))) return undefined;
  const pieces = JSON.stringify({ ...settings, ...change }).split(/@\((\d+)\)@/);
  return { 'Fn::Join': ['', pieces.map((piece, i) => (i % 2 === 0 ? piece : parts[Number(piece)]))] };
}
