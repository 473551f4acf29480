import { kinesisError } from './kinesis-error.ts';

/** One member of a request: decodes its JSON value, or notes which constraint it breaks, in AWS's sentences. */
export interface Member<T> {
  decode(value: unknown, path: string, violations: string[]): T;
}

export type Shape = Readonly<Record<string, Member<unknown>>>;
export type Decoded<S extends Shape> = { [K in keyof S]: S[K] extends Member<infer T> ? T : never };

/**
 * Decodes a request of which every member is known; unknown members are ignored, as AWS does.
 *
 * @throws {ServiceError} SerializationException for a value of the wrong JSON type, ValidationException that names
 *   every broken constraint
 */
export function decodeRequest<S extends Shape>(input: Record<string, unknown>, shape: S): Decoded<S> {
  const violations: string[] = [];
  const decoded = structure(shape).decode(input, '', violations);
  if (violations.length === 0) return decoded;
  const errors = violations.length === 1 ? 'error' : 'errors';
  throw kinesisError(
    'ValidationException',
    `${violations.length} validation ${errors} detected: ${violations.join('; ')}`,
  );
}

/** Lets a member be left out or null. */
export function optional<T>(member: Member<T>): Member<T | undefined> {
  return {
    decode: (value, path, violations) => (value == null ? undefined : member.decode(value, path, violations)),
  };
}

/** Describes a member that is a text. The limits are of its length, in UTF-16 code units. */
export function string(limits: {
  min?: number;
  max?: number;
  /** The whole text must match. */
  pattern?: string;
  oneOf?: readonly string[];
}): Member<string> {
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern, oneOf } = limits;
  const whole = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`);
  return required('a String', isString, (value, path, violations) => {
    const violate = (must: string) => violations.push(violation(`'${value}'`, path, must));
    if (value.length < min) violate(`have length greater than or equal to ${min}`);
    if (value.length > max) violate(`have length less than or equal to ${max}`);
    if (whole && !whole.test(value)) violate(`satisfy regular expression pattern: ${pattern}`);
    if (oneOf && !oneOf.includes(value)) violate(`satisfy enum value set: [${oneOf.join(', ')}]`);
    return value;
  });
}

/** Describes a member that is a whole number within the limits, which are inclusive. */
export function integer(limits: { min?: number; max?: number }): Member<number> {
  return required('an Integer', Number.isInteger as (value: unknown) => value is number, (value, path, violations) => {
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = limits;
    if (value < min) violations.push(violation(`'${value}'`, path, `have value greater than or equal to ${min}`));
    if (value > max) violations.push(violation(`'${value}'`, path, `have value less than or equal to ${max}`));
    return value;
  });
}

/** Seconds since the epoch on the wire, with fractions; milliseconds here. */
export function timestampMs(): Member<number> {
  return required('a Timestamp', Number.isFinite as (value: unknown) => value is number, (value) => value * 1000);
}

/** Base64 on the wire. */
export function blob(limits: { max: number }): Member<Uint8Array> {
  return required('a Blob', isBase64, (value, path, violations) => {
    const bytes = Buffer.from(value, 'base64');
    if (bytes.length > limits.max) {
      violations.push(
        `Value at '${path}' failed to satisfy constraint: Member must have length less than or equal to ${limits.max}`,
      );
    }
    return bytes;
  });
}

/** Describes a member that is a list. The limits are of its length; one that breaks them is not looked into. */
export function listOf<T>(member: Member<T>, limits: { min: number; max: number }): Member<T[]> {
  return required('a List', Array.isArray as (value: unknown) => value is unknown[], (values, path, violations) => {
    if (values.length < limits.min || values.length > limits.max) {
      const bound =
        values.length < limits.min ? `greater than or equal to ${limits.min}` : `less than or equal to ${limits.max}`;
      violations.push(`Value at '${path}' failed to satisfy constraint: Member must have length ${bound}`);
      return [];
    }
    return values.map((value, i) => member.decode(value, `${path}.${i + 1}.member`, violations));
  });
}

/** Describes a member that is an object. Members that the shape does not know are left out. */
export function structure<S extends Shape>(shape: S): Member<Decoded<S>> {
  return required('a Structure', isObject, (value, path, violations) => {
    const members = Object.entries(shape).map(([name, member]) => {
      const memberName = name[0].toLowerCase() + name.slice(1);
      return [name, member.decode(value[name], path === '' ? memberName : `${path}.${memberName}`, violations)];
    });
    return Object.fromEntries(members) as Decoded<S>;
  });
}

function required<J, T>(
  typeName: string,
  isType: (value: unknown) => value is J,
  decode: (value: J, path: string, violations: string[]) => T,
): Member<T> {
  return {
    decode(value, path, violations) {
      if (value == null) {
        violations.push(violation('null', path, 'not be null'));
        return undefined as T;
      }
      if (!isType(value)) {
        throw kinesisError('SerializationException', `${describe(value)} can not be converted to ${typeName}`);
      }
      return decode(value, path, violations);
    },
  };
}

function violation(value: string, path: string, must: string): string {
  return `Value ${value} at '${path}' failed to satisfy constraint: Member must ${must}`;
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isBase64(value: unknown): value is string {
  return isString(value) && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'START_ARRAY';
  if (isObject(value)) return 'START_OBJECT';
  if (isString(value)) return 'STRING_VALUE';
  return typeof value === 'boolean' ? `${value ? 'TRUE' : 'FALSE'}_VALUE` : 'NUMBER_VALUE';
}
