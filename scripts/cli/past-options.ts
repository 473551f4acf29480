import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod/mini';
import { type Derivation, derivedLabels, deriveFromText, deriveSchema } from '../../contracts/derive.ts';
import { sourcesSettings, type ToldOfSources } from '../../streams/sources-settings.ts';
import { names } from './parse-option.ts';

export interface PastOptions {
  readonly counter?: readonly string[];
  readonly timeZone?: string;
}

/** The same where features may be derived, too. */
export interface DerivingOptions extends PastOptions {
  readonly derive?: readonly Derivation[];
}

/** Adds the flags that say how the past of sources is understood, the same wherever rows of a file are judged. */
export function addPastOptions(command: Command): Command {
  return command
    .option('--counter <names>', 'features that count up, separated by commas: judged by their rate', names)
    .option('--time-zone <name>', 'whose hours and weekends are meant, as Europe/Berlin (default: UTC)', timeZone);
}

/** Adds the flag that says which features are made of what each source did, wherever a model is made. */
export function addDeriveOption(command: Command): Command {
  return command.option(
    '--derive <features>',
    "features of what a source did: 'count 1h, mean amount 24h, sum amount 1d, ratio amount 7d, since last, rare merchant, velocity', or JSON",
    derive,
  );
}

/** Picks them from all that a command was given. */
export function pastOf({ counter, timeZone, derive }: DerivingOptions): ToldOfSources {
  return { counters: counter, timeZone, derive };
}

/** Names of labels that features are derived of, for the flags about columns. */
export function labelsOf({ derive }: DerivingOptions): { readonly labels: readonly string[] } {
  return { labels: derivedLabels(derive) };
}

function derive(text: string): readonly Derivation[] {
  const { data, error } = z.safeParse(deriveSchema, deriveFromText(text));
  if (data) return data;
  const { path, message } = error.issues[0];
  throw new InvalidArgumentError(`${path.length > 0 ? `the ${Number(path[0]) + 1}. ` : ''}${message}`);
}

function timeZone(name: string): string {
  try {
    sourcesSettings({ timeZone: name });
    return name;
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
