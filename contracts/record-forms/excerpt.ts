/** A value from a record, short and escaped, as messages may show it. */
export function excerpt(value: unknown, maxLength = 40): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return value.length > maxLength
    ? `${JSON.stringify(value.slice(0, maxLength).toWellFormed())}...`
    : JSON.stringify(value);
}

/** A key from a record, short enough for a path. */
export function shortName(name: string): string {
  return name.length > 80 ? `${name.slice(0, 80).toWellFormed()}...` : name;
}
