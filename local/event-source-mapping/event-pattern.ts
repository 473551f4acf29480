/**
 * The pattern language of Lambda's event filters: an object that mirrors the record, with a list of alternatives at
 * each leaf.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
export interface EventPattern {
  /** Whether the pattern asks for something inside the record's data. */
  readonly needsData: boolean;
  matches(value: Readonly<Record<string, unknown>>): boolean;
}

type Matcher = (value: unknown) => boolean;

/** @throws {RangeError} for a pattern that Lambda would refuse */
export function readEventPattern(text: string): EventPattern {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw new RangeError(`a filter's Pattern must be JSON, got ${text}`);
  }
  if (!isObject(pattern)) throw new RangeError(`a filter's Pattern must be a JSON object, got ${text}`);
  return { needsData: 'data' in pattern, matches: objectMatcher(pattern) };
}

function objectMatcher(pattern: Readonly<Record<string, unknown>>): Matcher {
  const matchers = Object.entries(pattern).map(([name, inner]): Matcher => {
    if (name === '$or' && Array.isArray(inner)) {
      const alternatives = inner.filter(isObject).map(objectMatcher);
      return (value) => alternatives.some((matches) => matches(value));
    }
    const matches = Array.isArray(inner) ? leafMatcher(inner) : isObject(inner) ? objectMatcher(inner) : undefined;
    if (!matches)
      throw new RangeError(`a filter must have a list or an object at ${name}, got ${JSON.stringify(inner)}`);
    return (value) => matches(isObject(value) ? value[name] : undefined);
  });
  return (value) => matchers.every((matches) => matches(value));
}

function leafMatcher(alternatives: readonly unknown[]): Matcher {
  const matchers = alternatives.map((alternative) =>
    isObject(alternative) ? operatorMatcher(alternative) : (value: unknown) => value === alternative,
  );
  // A list in the record matches when one of its items does.
  return (value) => matchers.some((matches) => (Array.isArray(value) ? value.some(matches) : matches(value)));
}

function operatorMatcher(alternative: Readonly<Record<string, unknown>>): Matcher {
  const [operator, operand] = Object.entries(alternative)[0] ?? [];
  switch (operator) {
    case 'exists':
      return (value) => (value !== undefined) === operand;
    case 'prefix':
      return (value) => typeof value === 'string' && value.startsWith(String(operand));
    case 'suffix':
      return (value) => typeof value === 'string' && value.endsWith(String(operand));
    case 'equals-ignore-case':
      return (value) => typeof value === 'string' && value.toLowerCase() === String(operand).toLowerCase();
    case 'anything-but':
      return anythingBut(operand);
    case 'numeric':
      return numericMatcher(operand);
    default:
      throw new RangeError(`the local cloud does not know the filter operator ${JSON.stringify(alternative)}`);
  }
}

function anythingBut(operand: unknown): Matcher {
  const matches = isObject(operand) ? operatorMatcher(operand) : undefined;
  const excluded = Array.isArray(operand) ? operand : [operand];
  return (value) => value !== undefined && !(matches ? matches(value) : excluded.includes(value));
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** `["=", 5]` or a range, `[">", 0, "<=", 5]`. */
function numericMatcher(operand: unknown): Matcher {
  const parts = Array.isArray(operand) ? operand : [];
  const tests: Matcher[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    const compare = COMPARISONS[String(parts[i])];
    const bound = parts[i + 1];
    if (!compare || typeof bound !== 'number') {
      throw new RangeError(`a numeric filter must be like [">", 0, "<=", 5], got ${JSON.stringify(operand)}`);
    }
    tests.push((value) => typeof value === 'number' && compare(value, bound));
  }
  return (value) => tests.length > 0 && tests.every((matches) => matches(value));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
