/** One thing that people may choose when a detector of a kind is fitted. */
export type DetectorParameter = {
  /** As people write it, in flags and hyperparameters. */
  readonly name: string;
  /** What it is, in a few words for people. */
  readonly help: string;
} & (
  | { readonly type: 'whole'; readonly least: number; readonly default: number }
  /** Above `above`, and `most` at the most. */
  | { readonly type: 'number'; readonly above: number; readonly most: number; readonly default: number }
  | { readonly type: 'flag'; readonly default: boolean }
  /** Some of these names, at least one and none twice, separated by commas. */
  | { readonly type: 'names'; readonly of: readonly string[]; readonly default: string }
);

/** What a parameter may be. */
export type ParameterValue = number | boolean | string;

/** Chosen values by the names of their parameters. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** Chosen values where not all were: undefined stands for the default. */
export type ChosenValues = Readonly<Record<string, ParameterValue | undefined>>;

/** What has parameters. */
interface Parametrised {
  readonly kind: string;
  readonly parameters: readonly DetectorParameter[];
}

/**
 * Completes chosen values with the defaults of the kind, in the order of its parameters.
 *
 * @throws {RangeError} for a name that the kind does not have, or a value that the parameter cannot take
 */
export function completeParameters({ kind, parameters }: Parametrised, given: ChosenValues): ParameterValues {
  const names = parameters.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => given[name] !== undefined && !names.includes(name));
  if (unknown !== undefined) {
    const has = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
    throw new RangeError(`the detector ${kind} has no parameter ${JSON.stringify(unknown)}, ${has}`);
  }
  return Object.fromEntries(
    parameters.map((parameter) => {
      const { name } = parameter;
      const value = given[name] ?? parameter.default;
      if (!canTake(parameter, value)) throw new RangeError(`${name} must be ${wantedOf(parameter)}, got ${value}`);
      return [name, value];
    }),
  );
}

/** Reads the value of a parameter as people write it; undefined where it cannot take that. */
export function parseParameter(parameter: DetectorParameter, text: string): ParameterValue | undefined {
  const trimmed = text.trim();
  const value = valueIn(parameter.type, trimmed);
  return trimmed !== '' && canTake(parameter, value) ? value : undefined;
}

function valueIn(type: DetectorParameter['type'], text: string): ParameterValue {
  if (type === 'names') return text.split(/\s*,\s*/).join(',');
  if (type !== 'flag') return Number(text);
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : word;
}

/** Says in words what a parameter can take: `a whole number from 1`. */
export function wantedOf(parameter: DetectorParameter): string {
  switch (parameter.type) {
    case 'flag':
      return 'true or false';
    case 'whole':
      return `a whole number from ${parameter.least}`;
    case 'number':
      return `a number above ${parameter.above}, at most ${parameter.most}`;
    case 'names':
      return `some of ${parameter.of.join(', ')}, separated by commas and none twice`;
  }
}

function canTake(parameter: DetectorParameter, value: ParameterValue): boolean {
  if (parameter.type === 'flag') return typeof value === 'boolean';
  if (parameter.type === 'names') return typeof value === 'string' && areSomeOf(parameter.of, value.split(','));
  if (typeof value !== 'number') return false;
  if (parameter.type === 'number') return value > parameter.above && value <= parameter.most;
  return Number.isSafeInteger(value) && value >= parameter.least;
}

function areSomeOf(all: readonly string[], names: readonly string[]): boolean {
  return new Set(names).size === names.length && names.every((name) => all.includes(name));
}
