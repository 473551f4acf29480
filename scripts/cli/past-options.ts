import { type Command, InvalidArgumentError } from 'commander';
import { sourcesSettings, type ToldOfSources } from '../../streams/sources-settings.ts';
import { names } from './parse-option.ts';

export interface PastOptions {
  readonly counter?: readonly string[];
  readonly timeZone?: string;
}

/** Adds the flags that say how the past of sources is understood, the same wherever rows of a file are judged. */
export function addPastOptions(command: Command): Command {
  return command
    .option('--counter <names>', 'features that count up, separated by commas: judged by their rate', names)
    .option('--time-zone <name>', 'whose hours and weekends are meant, as Europe/Berlin (default: UTC)', timeZone);
}

/** Picks them from all that a command was given. */
export function pastOf({ counter, timeZone }: PastOptions): ToldOfSources {
  return { counters: counter, timeZone };
}

function timeZone(name: string): string {
  try {
    sourcesSettings({ timeZone: name });
    return name;
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
