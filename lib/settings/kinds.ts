import { z } from 'zod';

/* What `-c name=value` gives is always text, what cdk.json gives has its own type: each kind takes both. */

export function text(pattern: RegExp, wanted: string) {
  return z.string({ error: `must be ${wanted}` }).regex(pattern, { error: `must be ${wanted}` });
}

export function choice<const Word extends string>(...words: [Word, ...Word[]]) {
  return z.enum(words, { error: `must be ${words.join(' or ')}` });
}

export function flag() {
  return z.preprocess(
    (value) => (value === 'true' ? true : value === 'false' ? false : value),
    z.boolean({ error: 'must be true or false' }),
  );
}

export function number(min: number, max: number) {
  const error = `must be a number from ${min} to ${max}`;
  return z.preprocess(toNumber, z.number({ error }).min(min, { error }).max(max, { error }));
}

export function whole(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.preprocess(toNumber, z.int({ error }).min(min, { error }).max(max, { error }));
}

export function oneOf<const Value extends number>(...values: Value[]) {
  return z.preprocess(toNumber, z.literal(values, { error: `must be one of ${values.join(', ')}` }));
}

export function threeNumbers() {
  const error = 'must be three numbers with commas between';
  const number = z.number({ error });
  return z.preprocess((value) => splitAtCommas(value, toNumber), z.tuple([number, number, number], { error }));
}

export function list<Item extends z.ZodType>(item: Item) {
  return z.preprocess(
    (value) => splitAtCommas(value, (part) => part),
    z.array(item).min(1, { error: 'must not be empty' }),
  );
}

export function json<Shape extends z.core.$ZodShape>(shape: Shape, example: string) {
  return z.preprocess(fromJson, z.strictObject(shape, { error: `must be JSON like ${example}` }));
}

function toNumber(value: unknown): unknown {
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
}

function splitAtCommas(value: unknown, decode: (part: string) => unknown): unknown {
  return typeof value === 'string' ? value.split(',').map((part) => decode(part.trim())) : value;
}

function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
