import * as z from 'zod/mini';
import { GLOB_WANTED, isGlob } from './glob.ts';
import { timeInterval } from './time-interval.ts';
import { isTimeZone } from './time-zone.ts';
import { SEVERITIES } from './verdict.ts';

/** The default rule, which stands behind all others: a difference that is a trifle opens nothing. */
export const TRIFLE_RULE = 'trifle';

/** Bounds, so that the object is read in little time. */
const MOST = { rules: 200, calendars: 20, calendarCharacters: 200_000, bytes: 500_000, items: 200 } as const;

const ERRORS = {
  rules: `must be a list of at most ${MOST.rules} rules`,
  rule: 'must be an object like {"name":"pumps","source":"pump-*","minimumSeverity":"medium"}',
  name: 'must be a text of 1 to 60 characters, without spaces at its ends',
  severity: `must be ${SEVERITIES.join(', ')}`,
  distance: 'must be an object like {"absolute":1,"relative":0.02}, with one of them or both',
  number: 'must be a number, 0 or above',
  budget: 'must be a share of all observations, above 0 and below 1, like 0.0001',
  direction: 'must be above, below or both',
  hours: 'must be an object like {"times":["08:00-18:00"],"weekdays":["mon","fri"],"timeZone":"Europe/Berlin"}',
  times: 'must be a time of the day, a hyphen and another one, like 08:00-18:00 or 22:00-06:00',
  weekday: 'must be mon, tue, wed, thu, fri, sat or sun',
  zone: 'must be the name of a time zone, like Europe/Berlin',
  maintenance: 'must be an object like {"windows":["2026-01-31T12:00:00Z/2026-02-01T06:00:00Z"],"calendars":["plant"]}',
  window: 'must be a time, a slash and a later time, like 2026-01-31T12:00:00Z/2026-02-01T06:00:00Z',
  time: 'must be a time like 2026-01-31T12:00:00Z',
  advice: 'must be an object like {"text":"ask the shift","link":"https://wiki.example.com/pumps"}',
  text: 'must be a text of 1 to 1000 characters',
  link: 'must be a link that begins with https:// or http://, of at most 500 characters',
  calendars: 'must be an object, a name for each of at most 20 calendars',
  calendar: `must be {"file":"plant.ics"}, or {"text":"BEGIN:VCALENDAR..."} of at most ${MOST.calendarCharacters} characters`,
  stored: `must be {"text":"BEGIN:VCALENDAR..."} of at most ${MOST.calendarCharacters} characters`,
  top: 'must be an object like {"rules":[]}',
} as const;

const text = (error: string, pattern: RegExp) => z.string({ error }).check(z.regex(pattern, { error }));
const list = <Item extends z.ZodMiniType>(item: Item, error: string, most: number = MOST.items) =>
  z.array(item, { error }).check(z.minLength(1, { error }), z.maxLength(most, { error }));

const name = text(ERRORS.name, /^\S(.{0,58}\S)?$/su);
const glob = z.string({ error: GLOB_WANTED }).check(z.refine(isGlob, { error: GLOB_WANTED }));
const severity = z.enum(SEVERITIES as [...typeof SEVERITIES], { error: ERRORS.severity });
const amount = z.number({ error: ERRORS.number }).check(z.gte(0, { error: ERRORS.number }));
const zone = z.string({ error: ERRORS.zone }).check(z.refine(isTimeZone, { error: ERRORS.zone }));
const time = z.iso.datetime({ offset: true, error: ERRORS.time });
const interval = z
  .string({ error: ERRORS.window })
  .check(z.refine((value) => timeInterval(value) !== undefined, { error: ERRORS.window }));

/** In the order of `Date.prototype.getUTCDay`. */
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const described = <T extends z.ZodMiniType>(schema: T, description: string): T =>
  schema.check(z.describe(description)) as T;

const hours = z.strictObject(
  {
    times: described(
      z.optional(list(text(ERRORS.times, /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/), ERRORS.times)),
      'Times of the day, like 08:00-18:00; one that ends before it begins goes on past midnight. All day when absent.',
    ),
    weekdays: described(
      z.optional(list(z.enum(WEEKDAYS, { error: ERRORS.weekday }), ERRORS.weekday, 7)),
      'Days on which those times begin. Every day when absent.',
    ),
    timeZone: described(z.optional(zone), 'Whose clocks are meant; those of the whole file when absent.'),
    exceptFrom: described(z.optional(severity), 'The severity from which on people are told at any time.'),
  },
  { error: ERRORS.hours },
);

const rule = z.strictObject(
  {
    name: described(name, 'What messages and logs call the rule.'),
    source: described(z.optional(glob), 'Which sources it is for. All when absent.'),
    feature: described(z.optional(glob), 'Which leading feature it is for. All when absent.'),
    minimumSeverity: described(z.optional(severity), 'What is less severe is held.'),
    alertBudget: described(
      z.optional(
        z.number({ error: ERRORS.budget }).check(z.gt(0, { error: ERRORS.budget }), z.lt(1, { error: ERRORS.budget })),
      ),
      'What is not so rare among usual observations is held: 0.0001 is once in 10,000.',
    ),
    minimumDistance: described(
      z.optional(
        z
          .strictObject({ absolute: z.optional(amount), relative: z.optional(amount) }, { error: ERRORS.distance })
          .check(z.refine((value) => Object.keys(value).length > 0, { error: ERRORS.distance })),
      ),
      'What is nearer to the expected value is held: in units of the feature, and as a part of the expected value. It takes the place of the default.',
    ),
    direction: described(
      z.optional(z.enum(['above', 'below', 'both'], { error: ERRORS.direction })),
      'On which side of the expected value it counts.',
    ),
    hours: described(z.optional(hours), 'What happens outside is held.'),
    maintenance: described(
      z.optional(
        z.strictObject(
          {
            windows: z.optional(list(interval, ERRORS.window)),
            calendars: z.optional(list(name, ERRORS.name, MOST.calendars)),
          },
          { error: ERRORS.maintenance },
        ),
      ),
      'What happens inside is held: intervals, and events of calendars by their names.',
    ),
    muteUntil: described(z.optional(time), 'What happens before is held.'),
    advice: described(
      z.optional(
        z.strictObject(
          {
            text: text(ERRORS.text, /^.{1,1000}$/su),
            link: z.optional(text(ERRORS.link, /^https?:\/\/\S{1,490}$/u)),
          },
          { error: ERRORS.advice },
        ),
      ),
      'What messages carry.',
    ),
    channels: described(z.optional(list(name, ERRORS.name, 20)), 'Names of the channels that are told.'),
  },
  { error: ERRORS.rule },
);

const calendarText = z.strictObject(
  {
    text: z.string({ error: ERRORS.calendar }).check(z.maxLength(MOST.calendarCharacters, { error: ERRORS.calendar })),
  },
  { error: ERRORS.stored },
);
const calendarFile = z.strictObject({ file: z.string().check(z.minLength(1)) });

function schemaWith<Calendar extends z.ZodMiniType>(calendar: Calendar) {
  return z
    .strictObject(
      {
        timeZone: described(z.optional(zone), 'Of hours, and of all-day events; UTC when absent.'),
        calendars: described(
          z.optional(
            z
              .record(name, calendar, { error: ERRORS.calendars })
              .check(z.refine((value) => Object.keys(value).length <= MOST.calendars, { error: ERRORS.calendars })),
          ),
          'Calendars by name: iCalendar (.ics) as a file beside this one, or as text.',
        ),
        rules: described(
          z.array(rule, { error: ERRORS.rules }).check(z.maxLength(MOST.rules, { error: ERRORS.rules })),
          'The first one that is for an anomaly decides.',
        ),
      },
      { error: ERRORS.top },
    )
    .check(
      z.check(({ value, issues }) => {
        issues.push(...contradictions(value));
      }),
    );
}

/** As people write it in a file: calendars may be files beside it. */
export const rulesFileSchema = schemaWith(z.union([calendarText, calendarFile], { error: ERRORS.calendar }));
/** As it is kept: calendars are texts. */
const rulesSchema = schemaWith(calendarText);

/** The rules of an installation, as they are kept. */
export type AlertRules = Readonly<z.infer<typeof rulesSchema>>;
/** The rules of an installation, as people write them. */
export type AlertRulesFile = Readonly<z.infer<typeof rulesFileSchema>>;
/** One of the rules. */
export type AlertRule = Readonly<z.infer<typeof rule>>;

/** @throws {Error} that names all that is wrong: path, value got, value wanted. @param place for people */
export function parseRulesFile(value: unknown, place: string): AlertRulesFile {
  return parsed(rulesFileSchema, value, place);
}

/** @throws {Error} that names all that is wrong: path, value got, value wanted. @param place for people */
export function parseRules(value: unknown, place: string): AlertRules {
  const rules = parsed(rulesSchema, value, place);
  const bytes = new TextEncoder().encode(JSON.stringify(rules)).length;
  if (bytes <= MOST.bytes) return rules;
  throw new Error(`${place}: got ${bytes} bytes with its calendars, wanted at most ${MOST.bytes}`);
}

function parsed<T>(schema: z.ZodMiniType<T>, value: unknown, place: string): T {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${place}: ${problemOf(issue, value)}`);
  throw new Error(problems.join('\n'));
}

function problemOf(issue: z.core.$ZodIssue, whole: unknown): string {
  const at = issue.path.join('.') || 'the document';
  if (issue.code === 'unrecognized_keys') return `${at} has ${issue.keys.join(', ')}, which is no field of it`;
  const got = issue.path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown>)?.[key], whole);
  return `${at} ${issue.message}, got ${(JSON.stringify(got) ?? 'nothing').slice(0, 80)}`;
}

interface Named {
  readonly calendars?: object | undefined;
  readonly rules: readonly AlertRule[];
}

/** What is right by itself, and not together. */
function contradictions({ calendars = {}, rules }: Named) {
  const names = rules.map((each) => each.name);
  return rules.flatMap((each, i) => {
    const unknown = (each.maintenance?.calendars ?? []).filter((calendar) => !Object.hasOwn(calendars, calendar));
    const problems = [
      ...(names.indexOf(each.name) < i ? [['name', 'must be a name of its own']] : []),
      ...(each.name === TRIFLE_RULE ? [['name', `must not be ${TRIFLE_RULE}, the name of the default rule`]] : []),
      ...unknown.map((calendar) => ['maintenance', `names calendar ${calendar}, which calendars does not have`]),
    ];
    return problems.map(([field, message]) => {
      return { code: 'custom' as const, path: ['rules', i, field], message, input: each };
    });
  });
}
