/** `{"severity": ["high", "critical"], "grade": [{"numeric": [">", 0.5]}]}`: every key must match one of its list. */
export type FilterPolicy = { readonly [key: string]: readonly Matcher[] | FilterPolicy };

type Matcher = null | boolean | number | string | { readonly [operator: string]: unknown };

/**
 * Whether a message's attributes, or its parsed body, match an SNS subscription filter policy.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function matchesFilterPolicy(policy: FilterPolicy, values: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(policy).every(([key, wanted]) => {
    const value = values[key];
    if (Array.isArray(wanted)) {
      const candidates = Array.isArray(value) ? value : [value];
      return wanted.some((matcher) => candidates.some((candidate) => matches(matcher as Matcher, candidate)));
    }
    const isNested = typeof value === 'object' && value !== null;
    return isNested && matchesFilterPolicy(wanted as FilterPolicy, value as Record<string, unknown>);
  });
}

function matches(matcher: Matcher, value: unknown): boolean {
  if (matcher === null || typeof matcher !== 'object') return value === matcher;
  const [operator, argument] = Object.entries(matcher)[0];
  const text = typeof value === 'string' ? value : undefined;
  switch (operator) {
    case 'exists':
      return (value !== undefined) === argument;
    case 'prefix':
      return text?.startsWith(String(argument)) ?? false;
    case 'suffix':
      return text?.endsWith(String(argument)) ?? false;
    case 'equals-ignore-case':
      return text?.toLowerCase() === String(argument).toLowerCase();
    case 'anything-but':
      return value !== undefined && !isExcluded(argument, value);
    case 'numeric':
      return typeof value === 'number' && matchesNumeric(argument as readonly (string | number)[], value);
    default:
      throw new Error(`the local SNS does not know the filter operator ${operator}`);
  }
}

function isExcluded(excluded: unknown, value: unknown): boolean {
  const matchers = Array.isArray(excluded) ? excluded : [excluded];
  return matchers.some((matcher) => matches(matcher as Matcher, value));
}

/** `["=", 1]` or pairs of bounds such as `[">=", 0, "<", 1]`. */
function matchesNumeric(condition: readonly (string | number)[], value: number): boolean {
  for (let i = 0; i < condition.length; i += 2) {
    const bound = Number(condition[i + 1]);
    const holds = {
      '=': value === bound,
      '<': value < bound,
      '<=': value <= bound,
      '>': value > bound,
      '>=': value >= bound,
    };
    if (!holds[condition[i] as keyof typeof holds]) return false;
  }
  return true;
}
