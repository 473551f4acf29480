import type { Command } from 'commander';
import { contextSetting } from './parse-option.ts';

interface ContextOptions {
  readonly context: readonly string[];
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

/** By name. */
export function contextOf({ context }: ContextOptions): Record<string, string> {
  return Object.fromEntries(
    context.map((text) => {
      const at = text.indexOf('=');
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
