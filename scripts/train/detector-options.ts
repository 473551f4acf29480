import { type Command, Option } from 'commander';
import {
  type ChosenValues,
  DEFAULT_DETECTOR_KIND,
  DETECTOR_KINDS,
  type DetectorParameter,
  detectorKind,
  type ParameterValue,
  type ParameterValues,
  parametersFor,
  parseParameter,
  wantedOf,
} from '../../model/train-model.ts';
import { UsageError } from '../cli/run-command.ts';

/** Adds the flag that chooses a kind of detector, and one for each name that a parameter of any kind has. */
export function addDetectorOptions(command: Command): Command {
  const kinds = DETECTOR_KINDS.map(({ kind }) => kind);
  const { kind } = DEFAULT_DETECTOR_KIND;
  command.addOption(new Option('--detector <name>', 'the kind of detector').choices(kinds).default(kind));
  for (const name of new Set(DETECTOR_KINDS.flatMap(({ parameters }) => parameters.map((each) => each.name)))) {
    command.addOption(optionOf(name));
  }
  return command;
}

/** Takes the kind of detector and the values of its parameters out of those of all flags. @throws {UsageError} */
export function chosenDetector(options: { readonly detector: string }): {
  readonly detector: string;
  readonly parameters: ParameterValues;
} {
  const kind = detectorKind(options.detector);
  const flags = options as Readonly<Record<string, unknown>>;
  const given: Record<string, ChosenValues[string]> = {};
  for (const { kind: _, parameter } of everyParameter()) {
    const flag = flags[optionOf(parameter.name).attributeName()];
    if (flag === undefined) continue;
    const own = kind.parameters.find(({ name }) => name === parameter.name) ?? parameter;
    given[parameter.name] = typeof flag === 'string' ? readValue(own, flag) : (flag as boolean);
  }
  try {
    return { detector: kind.kind, parameters: parametersFor(kind, given) };
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

function readValue(parameter: DetectorParameter, text: string): ParameterValue {
  const value = parseParameter(parameter, text);
  if (value !== undefined) return value;
  throw new UsageError(`--${parameter.name}: wanted ${wantedOf(parameter)}, got ${JSON.stringify(text)}`);
}

/** A flag for all parameters of a name, which says what they are by default in which kind. */
function optionOf(name: string): Option {
  const those = everyParameter().filter(({ parameter }) => parameter.name === name);
  const [{ parameter: first }] = those;
  const helps = [...new Set(those.map(({ parameter }) => parameter.help))].join('; ');
  if (first.type === 'flag') return new Option(`--${name}`, `${helps} (${those.map(({ kind }) => kind).join(', ')})`);
  const defaults = those.map(({ kind, parameter }) => `${kind}: ${parameter.default}`).join('; ');
  const placeholder = { whole: 'count', number: 'number', names: 'names' }[first.type];
  return new Option(`--${name} <${placeholder}>`, `${helps} (${defaults})`);
}

function everyParameter() {
  return DETECTOR_KINDS.flatMap(({ kind, parameters }) => parameters.map((parameter) => ({ kind, parameter })));
}
