/** A number for one moment; undefined where there is no data. */
type Value = number | undefined;

/** What an expression comes to at one moment, from the values of its metrics by their ids. */
export type MetricMath = (values: Readonly<Record<string, Value>>) => Value;

const TOKEN = /\s*(\d+(?:\.\d+)?|[A-Za-z]\w*|>=|<=|==|!=|&&|\|\||[-+*/()<>,])/y;

/**
 * Reads an expression of CloudWatch's metric math, as far as alarms of ours use it: numbers, metrics, + - * /,
 * comparisons, AND, OR, `IF(condition, then, else)` and `FILL(metric, number)`. What has no data makes what is computed
 * from it have none; so does a division by 0.
 *
 * @throws RangeError for an expression that is not understood
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function metricMath(text: string): MetricMath {
  const tokens = tokensOf(text);
  const read = level(tokens, 0);
  if (tokens.length > 0) throw unknown(text, tokens[0]);
  return read;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const [, token] = TOKEN.exec(text) ?? [];
    if (token === undefined) throw unknown(text, text.slice(at));
    tokens.push(token);
  }
  return tokens;
}

type Operation = (a: number, b: number) => Value;

const truth = (value: boolean) => Number(value);

/** From the loosest to the tightest; those of a level are read from left to right. */
const LEVELS: readonly Readonly<Record<string, Operation>>[] = [
  { OR: (a, b) => truth(a !== 0 || b !== 0), '||': (a, b) => truth(a !== 0 || b !== 0) },
  { AND: (a, b) => truth(a !== 0 && b !== 0), '&&': (a, b) => truth(a !== 0 && b !== 0) },
  {
    '>': (a, b) => truth(a > b),
    '>=': (a, b) => truth(a >= b),
    '<': (a, b) => truth(a < b),
    '<=': (a, b) => truth(a <= b),
    '==': (a, b) => truth(a === b),
    '!=': (a, b) => truth(a !== b),
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => (b === 0 ? undefined : a / b) },
];

function level(tokens: string[], depth: number): MetricMath {
  const operations = LEVELS[depth];
  if (operations === undefined) return operand(tokens);
  let left = level(tokens, depth + 1);
  while (tokens[0] !== undefined && Object.hasOwn(operations, tokens[0])) {
    const apply = operations[tokens.shift()!]!;
    const [before, after] = [left, level(tokens, depth + 1)];
    left = (values) => {
      const [a, b] = [before(values), after(values)];
      return a === undefined || b === undefined ? undefined : apply(a, b);
    };
  }
  return left;
}

function operand(tokens: string[]): MetricMath {
  const token = tokens.shift();
  if (token === undefined) throw unknown('', 'its end');
  if (/^\d/.test(token)) return () => Number(token);
  if (token === '(') {
    const inner = level(tokens, 0);
    expectToken(tokens, ')');
    return inner;
  }
  if (!/^[A-Za-z]/.test(token)) throw unknown(token, token);
  if (tokens[0] === '(') return call(token, tokens);
  return (values) => values[token];
}

function call(name: string, tokens: string[]): MetricMath {
  const wanted = { IF: 3, FILL: 2 }[name];
  if (wanted === undefined) throw unknown(name, name);
  const given: MetricMath[] = [];
  for (let i = 0; i < wanted; i++) {
    expectToken(tokens, i === 0 ? '(' : ',');
    given.push(level(tokens, 0));
  }
  expectToken(tokens, ')');
  const [first, second, third] = given as [MetricMath, MetricMath, MetricMath];
  if (name === 'FILL') return (values) => first(values) ?? second(values);
  return (values) => {
    const condition = first(values);
    if (condition === undefined) return undefined;
    return condition === 0 ? third(values) : second(values);
  };
}

function expectToken(tokens: string[], wanted: string): void {
  const got = tokens.shift();
  if (got !== wanted) throw unknown(got ?? 'its end', `${got ?? 'its end'} in the place of ${wanted}`);
}

function unknown(text: string, what: string | undefined): RangeError {
  return new RangeError(`the local CloudWatch does not know this metric math (${text}): ${what}`);
}
