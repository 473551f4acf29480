import * as z from 'zod/mini';
import { GLOB_WANTED, isGlob } from './glob.ts';
import { isTimeZone } from './time-zone.ts';
import { SEVERITIES } from './verdict.ts';

/** What may be told beside e-mail: each needs another form. */
export const CHANNEL_KINDS = ['slack', 'teams', 'pagerduty', 'webhook', 'eventbridge'] as const;

/** How a secret's name begins that is a parameter of SSM; all others are secrets of Secrets Manager. */
export const PARAMETER_PREFIX = 'ssm:';

/** What the name of a secret is made of. */
export const SECRET_NAME = /^(ssm:\/?[\w.\-/]{1,255}|[\w/+=.@-]{1,255})$/;

/** The names of days as `hours` has them, from Monday on. */
const DAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** A function takes 4 KB of variables; the addresses of the queues need the rest. */
const MAX_BYTES = 1800;
const MAX_CHANNELS = 10;

const ERRORS = {
  channels: 'must be a list of objects like {"name":"ops","kind":"slack","secret":"weir/slack"}',
  many: `must be at most ${MAX_CHANNELS} channels`,
  size: `must be at most ${MAX_BYTES} bytes of JSON, which is what a function takes`,
  twice: 'must have a name each, and none twice',
  name: 'must be a letter, then up to 19 letters, digits or hyphens',
  kind: `must be an object like {"name":"ops","kind":"slack","secret":"weir/slack"}, of the kind ${CHANNEL_KINDS.join(', ')}`,
  severity: `must be ${SEVERITIES.join(', ')}`,
  sources: 'must be a list of globs like pump-*, not empty',
  secret: `must be the name of a secret of Secrets Manager like weir/slack, or of a parameter like ${PARAMETER_PREFIX}/weir/slack`,
  region: 'must be us or eu',
  bus: 'must be the name of an event bus',
  hours: 'must be an object like {"times":["08:00-18:00"],"weekdays":["mon","fri"],"timeZone":"Europe/Berlin"}',
  times: 'must be a time of the day, a hyphen and another one, like 08:00-18:00 or 22:00-06:00',
  day: `must be of ${DAY_NAMES.join(', ')}`,
  zone: 'must be the name of a time zone, like Europe/Berlin',
};

const span = z
  .string({ error: ERRORS.times })
  .check(z.regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: ERRORS.times }));
const some = <Item extends z.ZodMiniType>(item: Item, error: string) =>
  z.optional(z.array(item, { error }).check(z.minLength(1, { error })));

/** As the rules have them. */
const hours = z.strictObject(
  {
    /** One that ends before it begins goes on past midnight; all day when absent. */
    times: some(span, ERRORS.times),
    /** Days on which those times begin; every day when absent. */
    weekdays: some(z.enum(DAY_NAMES, { error: ERRORS.day }), ERRORS.day),
    /** UTC when absent. */
    timeZone: z.optional(z.string({ error: ERRORS.zone }).check(z.refine(isTimeZone, { error: ERRORS.zone }))),
  },
  { error: ERRORS.hours },
);

const secret = z.string({ error: ERRORS.secret }).check(z.regex(SECRET_NAME, { error: ERRORS.secret }));
const glob = z.string({ error: GLOB_WANTED }).check(z.refine(isGlob, { error: GLOB_WANTED }));

const common = {
  name: z.string({ error: ERRORS.name }).check(z.regex(/^[A-Za-z][A-Za-z0-9-]{0,19}$/, { error: ERRORS.name })),
  minimumSeverity: z.optional(z.enum(SEVERITIES, { error: ERRORS.severity })),
  sources: some(glob, ERRORS.sources),
  hours: z.optional(hours),
};

const channel = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('slack'), ...common, secret }),
    z.strictObject({ kind: z.literal('teams'), ...common, secret }),
    z.strictObject({
      kind: z.literal('pagerduty'),
      ...common,
      secret,
      region: z.optional(z.enum(['us', 'eu'], { error: ERRORS.region })),
    }),
    z.strictObject({ kind: z.literal('webhook'), ...common, secret }),
    z.strictObject({
      kind: z.literal('eventbridge'),
      ...common,
      bus: z.optional(z.string({ error: ERRORS.bus }).check(z.regex(/^[\w./-]{1,256}$/, { error: ERRORS.bus }))),
    }),
  ],
  { error: ERRORS.kind },
);

/** Whom alerts are told beside e-mail, how, and which of them. */
export type Channel = Readonly<z.infer<typeof channel>>;

/** A channel that is told by a call out of the account. */
export type OutsideChannel = Exclude<Channel, { kind: 'eventbridge' }>;

export const channelsSchema = z.array(channel, { error: ERRORS.channels }).check(
  z.maxLength(MAX_CHANNELS, { error: ERRORS.many }),
  z.refine((all) => new Set(all.map(({ name }) => name.toLowerCase())).size === all.length, { error: ERRORS.twice }),
  z.refine((all) => new TextEncoder().encode(JSON.stringify(all)).length <= MAX_BYTES, { error: ERRORS.size }),
);

const webhookSecret = z.object({ url: z.string(), key: z.string().check(z.regex(/^whsec_/)) });

/** Reads what the secret of a webhook holds: where it is, and the key of its signature. Undefined of anything else. */
export function decodeWebhookSecret(text: string): z.infer<typeof webhookSecret> | undefined {
  try {
    return z.safeParse(webhookSecret, JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
