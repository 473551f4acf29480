import { type Command, CommanderError } from 'commander';
import { explainError } from './explain-error.ts';
import { optionsTakenByNpm, readNpmrc, typedName } from './npm-options.ts';

/** Flags that each are fine and together are not. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Kinds of error that only a mistake in Weir makes: there the stack is what helps. */
const BUGS = [TypeError, ReferenceError];

/** npm takes `--ignore id` for its own `--ignore-scripts`, and nothing but the word `id` comes through. */
const SECOND_DASHES = 'if these are values of options: options of a command stand behind a second --';

/**
 * Runs a command and ends the process as every command here does: 0 done, 1 the work failed, 2 wrong usage.
 * A failure is one sentence on stderr.
 */
export async function runCommand(command: Command): Promise<void> {
  try {
    for (const each of [command, ...command.commands]) {
      each.exitOverride().showHelpAfterError(`(${typedName(each)} --help says more)`);
      each.configureHelp({ commandUsage });
    }
    refuseOptionsTakenByNpm(command);
    command.hook('preAction', (_command, actionCommand) => refuseEmptyValues(actionCommand));
    await command.parseAsync();
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    // Commander has already said what is wrong with its own flags.
    if (!(error instanceof CommanderError)) console.error(sentenceOf(error));
    else if (error.code === 'commander.excessArguments') console.error(SECOND_DASHES);
  }
}

/** The line after `Usage:`, with the options that must be there. */
function commandUsage(command: Command): string {
  const required = command.options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags);
  return [typedName(command), ...required, command.usage()].join(' ');
}

function refuseOptionsTakenByNpm(command: Command): void {
  const taken = optionsTakenByNpm(command, process.argv.slice(2), process.env, readNpmrc(process.env));
  if (taken !== undefined) throw new UsageError(taken);
}

/** No option means anything by ''; it comes of `--out "$FILE"` where FILE is not set. */
function refuseEmptyValues(command: Command): void {
  for (const option of command.options) {
    const values = [command.getOptionValue(option.attributeName())].flat();
    if (values.includes('')) throw new UsageError(`${option.flags}: wanted a value, got an empty one`);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return error instanceof UsageError ? 2 : 1;
}

function sentenceOf(error: unknown): string {
  if (error instanceof Error && BUGS.some((kind) => error instanceof kind)) {
    return `a mistake in Weir itself, please report it: ${error.stack}`;
  }
  return `error: ${explainError(error)}`;
}
