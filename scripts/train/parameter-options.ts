import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DetectorKind, DetectorParameter, ParameterValues } from '../../model/train-model.ts';

/** Adds a flag for each parameter of a kind of detector. */
export function addParameterOptions(command: Command, { parameters }: DetectorKind): Command {
  for (const parameter of parameters) command.addOption(optionOf(parameter));
  return command;
}

/** Takes the values of the parameters out of those of all flags. */
export function parametersOf(options: object, { parameters }: DetectorKind): ParameterValues {
  const given = options as Readonly<Record<string, number | boolean>>;
  return Object.fromEntries(
    parameters.map((parameter) => [parameter.name, given[optionOf(parameter).attributeName()] ?? parameter.default]),
  );
}

function optionOf(parameter: DetectorParameter): Option {
  if (parameter.type === 'flag') return new Option(`--${parameter.name}`, parameter.help).default(parameter.default);
  if (parameter.type === 'number') {
    const { name, help, above, most } = parameter;
    return new Option(`--${name} <number>`, help).default(parameter.default).argParser((text) => {
      const value = Number(text);
      if (text.trim() !== '' && value > above && value <= most) return value;
      throw new InvalidArgumentError(`wanted a number above ${above}, at most ${most}`);
    });
  }
  const { name, help, least } = parameter;
  return new Option(`--${name} <count>`, help).default(parameter.default).argParser((text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(
      least === 1 ? 'wanted a whole number above 0' : `wanted a whole number from ${least}`,
    );
  });
}
