/** What a query sees of a log line: `@timestamp`, `@message`, and the members of its JSON by dotted path. */
export type Fields = Readonly<Record<string, unknown>>;

/** A value of one line; undefined where it has none. */
export type Scalar = (fields: Fields) => unknown;

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads what stands for a value of a line: a field, a text, a number, `strcontains(field, "text")`, `bin(5m)`.
 *
 * @throws RangeError for anything else
 */
export function readScalar(text: string): Scalar {
  const [, quoted] = /^"([^"]*)"$/.exec(text) ?? [];
  if (quoted !== undefined) return () => quoted;
  if (/^-?\d+(\.\d+)?$/.test(text)) return () => Number(text);
  if (/^@?[A-Za-z_][\w.@-]*$/.test(text)) return (fields) => fields[text];
  const [, count, unit] = /^bin\((\d+)([smhd])\)$/.exec(text) ?? [];
  if (count !== undefined) return binOf(Number(count) * UNIT_MS[unit!]!);
  const [, inner, part] = /^strcontains\(([^,]+),\s*"([^"]*)"\)$/.exec(text) ?? [];
  if (inner !== undefined) {
    const value = readScalar(inner.trim());
    return (fields) => Number(String(value(fields) ?? '').includes(part!));
  }
  throw new RangeError(`the local Logs Insights does not know ${text}`);
}

/** The start of the period in which the line was written, as Logs Insights writes times. */
function binOf(ms: number): Scalar {
  return (fields) => insightsTime(Math.floor(Date.parse(`${fields['@timestamp']}Z`) / ms) * ms);
}

/** `2026-11-28 10:00:00.000` */
export function insightsTime(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}

/** The fields that Logs Insights discovers in a line. */
export function discoverFields(timestampMs: number, message: string): Fields {
  const fields: Record<string, unknown> = { '@timestamp': insightsTime(timestampMs), '@message': message };
  let json: unknown;
  try {
    json = JSON.parse(message);
  } catch {
    return fields;
  }
  flatten(json, '', fields);
  return fields;
}

function flatten(value: unknown, path: string, fields: Record<string, unknown>): void {
  if (typeof value !== 'object' || value === null) {
    if (path !== '') fields[path] = value;
    return;
  }
  for (const [name, inner] of Object.entries(value)) flatten(inner, path === '' ? name : `${path}.${name}`, fields);
}
