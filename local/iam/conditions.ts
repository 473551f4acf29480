import type { Condition } from './statement.ts';
import { matchesWildcard } from './wildcard.ts';

/**
 * What is known of a request beside its action and resource: `aws:SecureTransport`, `s3:prefix`, ... Keys in lower
 * case.
 */
export type RequestContext = Readonly<Record<string, string>>;

type Compare = (wanted: string, actual: string) => boolean;

const equals: Compare = (wanted, actual) => wanted === actual;
const equalsIgnoreCase: Compare = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();

const COMPARISONS: Readonly<Record<string, Compare>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoreCase,
  StringLike: matchesWildcard,
  ArnEquals: matchesWildcard,
  ArnLike: matchesWildcard,
  Bool: equalsIgnoreCase,
  NumericEquals: (wanted, actual) => Number(actual) === Number(wanted),
  NumericLessThan: (wanted, actual) => Number(actual) < Number(wanted),
  NumericLessThanEquals: (wanted, actual) => Number(actual) <= Number(wanted),
  NumericGreaterThan: (wanted, actual) => Number(actual) > Number(wanted),
  NumericGreaterThanEquals: (wanted, actual) => Number(actual) >= Number(wanted),
};

/**
 * Whether a condition holds. A key that the request does not have fails it, except with `...IfExists` and for the
 * negated operators, as IAM has it.
 * @throws for an operator that the local cloud does not know: it would be wrong to guess
 */
export function holds({ operator, key, values }: Condition, context: RequestContext): boolean {
  const actual = context[key.toLowerCase()];
  const ifExists = operator.endsWith('IfExists');
  const base = operator.replace(/IfExists$/, '');
  if (base === 'Null') return values.some((value) => (value === 'true') === (actual === undefined));
  const [, family, negation, rest] = /^(String|Arn|Numeric)(Not)?(\w+)$/.exec(base) ?? [];
  const compare = COMPARISONS[negation ? `${family}${rest}` : base];
  if (!compare) throw new Error(`the local cloud does not know the condition operator ${operator}`);
  if (actual === undefined) return ifExists || negation !== undefined;
  return values.some((value) => compare(value, actual)) !== (negation !== undefined);
}
