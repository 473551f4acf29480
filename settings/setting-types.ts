import { z } from 'zod';
import { SECRET_NAME } from '../contracts/channels.ts';
import { readDuration } from '../contracts/duration.ts';
import { timeInterval } from '../contracts/time-interval.ts';
import { isTimeZone } from '../contracts/time-zone.ts';

/** The types of settings: each says in its error what it must be. */

/**
 * Makes the type of a setting that is a text.
 *
 * @param wanted what the pattern takes, in words: `a bucket's name`
 */
export function text(pattern: RegExp, wanted: string) {
  return z.string({ error: `must be ${wanted}` }).regex(pattern, { error: `must be ${wanted}` });
}

/** Makes the type of a setting that is one of some words. */
export function choice<const Word extends string>(...words: [Word, ...Word[]]) {
  return z.enum(words, { error: `must be ${words.join(' or ')}` });
}

/** Makes the type of a setting that is on or off. */
export function flag() {
  return z.boolean({ error: 'must be true or false' });
}

/** Makes the type of a setting that is a number from `min` to `max`, both included. */
export function number(min: number, max: number) {
  const error = `must be a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

/** Makes the type of a setting that is a whole number from `min` to `max`, both included. */
export function whole(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** Makes the type of a setting that is one of some numbers. */
export function oneOf<const Value extends number>(...values: Value[]) {
  return z.literal(values, { error: `must be one of ${values.join(', ')}` });
}

/** @param wanted what one of its items is, `an e-mail address` */
export function list<Item extends z.ZodType>(item: Item, wanted: string) {
  return z.array(item, { error: `must be a list, each ${wanted}` });
}

/** The lowest grades of medium, high and critical. */
export function severityBands() {
  const example = '{"medium":0.25,"high":0.5,"critical":0.75}';
  const grade = z.number({ error: 'must be a number' });
  return z
    .strictObject(
      { medium: grade, high: grade, critical: grade },
      { error: `must be three numbers like 0.25,0.5,0.75 or ${example}` },
    )
    .refine(({ medium, high, critical }) => 0 < medium && medium < high && high < critical && critical < 1, {
      error: `must rise between 0 and 1, like 0.25,0.5,0.75 or ${example}`,
    });
}

/** A function takes 4 KB of variables: what the mapping and the names of what is used leave. */
const MAX_COUNTERS_BYTES = 300;

/** Names of features that count up. */
export function counterNames() {
  const error = 'must be names of features, like bytesSent';
  return list(z.string({ error }).regex(/^\S(.*\S)?$/, { error }), 'the name of a feature')
    .min(1, { error: 'must not be empty' })
    .refine((names) => new TextEncoder().encode(JSON.stringify(names)).length <= MAX_COUNTERS_BYTES, {
      error: `must be at most ${MAX_COUNTERS_BYTES} bytes of JSON, which is what a function takes`,
    });
}

/** A function takes 4 KB of variables. */
const MAX_MARKERS = 10;

/** Numbers that stand where there is no value. */
export function markers() {
  const error = `must be numbers like -200, ${MAX_MARKERS} at most`;
  return list(z.number({ error }), 'a number').min(1, { error: 'must not be empty' }).max(MAX_MARKERS, { error });
}

/** A function takes 4 KB of variables. */
const MAX_INTERVALS = 20;

/** Times from and to, as ISO 8601 writes intervals. */
export function timeIntervals() {
  const example = '2026-01-31T12:00:00Z/2026-02-01T06:00:00Z';
  const error = `must be a time, a slash and a later time, like ${example}`;
  return list(
    z.string({ error }).refine((text) => timeInterval(text) !== undefined, { error }),
    `an interval like ${example}`,
  ).max(MAX_INTERVALS, {
    error: `must be at most ${MAX_INTERVALS} intervals, which is what a function takes`,
  });
}

/** The name of a time zone, as the tz database has them. */
export function timeZone() {
  const error = 'must be the name of a time zone, like Europe/Berlin';
  return z.string({ error }).refine(isTimeZone, { error });
}

/** How often people are reminded, from a minute on. */
export function reminder() {
  const error = 'must be off, or a time of a minute at least, like 30m, 1h or 1d';
  return z.string({ error }).refine((text) => text === 'off' || (readDuration(text) ?? 0) >= 60_000, { error });
}

/** A function takes 4 KB of variables. */
const MAX_OTLP_BYTES = 100;

/** Where a collector of OpenTelemetry is; without encryption only in the function itself. */
export function otlpEndpoint() {
  const error = `must be http://localhost:4318 or an https address, of at most ${MAX_OTLP_BYTES} characters`;
  const pattern = /^(http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?|https:\/\/[a-zA-Z0-9.-]+(:\d{1,5})?)(\/[\w.~/-]*)?$/;
  return z.string({ error }).max(MAX_OTLP_BYTES, { error }).regex(pattern, { error });
}

/** The name of a secret, of Secrets Manager or of a parameter of SSM. */
export function secretName() {
  const error = `must be the name of a secret like weir/otlp, or of a parameter like ssm:/weir/otlp, of at most ${MAX_OTLP_BYTES} characters`;
  return z.string({ error }).max(MAX_OTLP_BYTES, { error }).regex(SECRET_NAME, { error });
}
