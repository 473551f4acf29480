import { type Command, Option } from 'commander';
import { STAGE_VARIABLE } from '../../settings/stages.ts';
import { contextSetting } from './parse-option.ts';

interface ContextOptions {
  readonly context: readonly string[];
  readonly stage?: string;
}

/** Settings of the command line, as the CDK takes them. */
export function addContextOption(command: Command): Command {
  const collect = (text: string, before: readonly string[]) => [...before, contextSetting(text)];
  return command.option(
    '-c, --context <name=value>',
    'a setting for this command alone; can be given again',
    collect,
    [],
  );
}

/** Which stage of the settings is meant; short for `-c stage=NAME`. */
export function stageOption(): Option {
  return new Option('--stage <stage>', 'a stage of weir.json, like dev or prod').env(STAGE_VARIABLE);
}

/** What the CDK is given, as `name=value` each. */
export function contextTexts({ context, stage }: ContextOptions): readonly string[] {
  return stage === undefined ? context : [`stage=${stage}`, ...context];
}

/** By name. */
export function contextOf(options: ContextOptions): Record<string, string> {
  return Object.fromEntries(
    contextTexts(options).map((text) => {
      const at = text.indexOf('=');
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
