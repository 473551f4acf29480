/**
 * Whether a log line matches a CloudWatch Logs filter pattern, of which the usual kinds are known: words that must all
 * occur (`ERROR "not found"`) or of which one must (`?ERROR ?WARN`), and equal members of a JSON line
 * (`{ $.message = "batch" && $.records = 3 || $.message = "anomaly" }`, without parentheses).
 * @throws {RangeError} for another kind of JSON pattern
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function filterPattern(pattern: string): (line: string) => boolean {
  const [, conditions] = /^\s*\{(.*)\}\s*$/s.exec(pattern) ?? [];
  if (conditions === undefined) return wordsPattern(pattern);
  const alternatives = conditions.split('||').map((alternative) => alternative.split('&&').map(readCondition));
  return (line) => {
    const value = parse(line);
    if (value === undefined) return false;
    return alternatives.some((wanted) => wanted.every(({ path, text }) => String(valueAt(value, path)) === text));
  };
}

function wordsPattern(pattern: string): (line: string) => boolean {
  const words = [...pattern.matchAll(/(\??)(?:"([^"]*)"|(\S+))/g)];
  const texts = (mark: string) =>
    words.filter((word) => word[1] === mark).map(([, , quoted, plain]) => quoted ?? plain!);
  const all = texts('');
  const any = texts('?');
  return (line) =>
    all.every((word) => line.includes(word)) && (any.length === 0 || any.some((word) => line.includes(word)));
}

function readCondition(condition: string): { readonly path: readonly string[]; readonly text: string } {
  const [, path, quoted, plain] = /^\s*\$\.([\w.]+)\s*=\s*(?:"([^"]*)"|([^\s"*]+))\s*$/.exec(condition) ?? [];
  if (path === undefined)
    throw new RangeError(`the local CloudWatch Logs does not know the pattern ${condition.trim()}`);
  return { path: path.split('.'), text: quoted ?? plain! };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}
