import * as z from 'zod/mini';
import { SEVERITIES } from './verdict.ts';

/** What may be told beside e-mail: each needs another form. */
export const CHANNEL_KINDS = ['slack', 'teams', 'pagerduty', 'webhook', 'eventbridge'] as const;

/** How a secret's name begins that is a parameter of SSM; all others are secrets of Secrets Manager. */
export const PARAMETER_PREFIX = 'ssm:';

/** The names of weekdays as `hours` has them, from Monday on. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** A function takes 4 KB of variables; the addresses of the queues need the rest. */
const MAX_BYTES = 1800;
const MAX_CHANNELS = 10;

const ERRORS = {
  channels: 'must be a list of objects like {"name":"ops","kind":"slack","secret":"weir/slack"}',
  many: `must be at most ${MAX_CHANNELS} channels`,
  size: `must be at most ${MAX_BYTES} bytes of JSON, which is what a function takes`,
  twice: 'must have a name each, and none twice',
  name: 'must be a letter, then up to 19 letters, digits or hyphens',
  kind: `must have the kind ${CHANNEL_KINDS.join(', ')}`,
  severity: `must be ${SEVERITIES.join(', ')}`,
  sources: 'must be a list of patterns like pump-*, none empty',
  secret: `must be the name of a secret of Secrets Manager like weir/slack, or of a parameter like ${PARAMETER_PREFIX}/weir/slack`,
  region: 'must be us or eu',
  bus: 'must be the name of an event bus',
  hours: 'must be like {"from":"08:00","to":"18:00","days":["mon","fri"],"timeZone":"Europe/Berlin"}',
  clock: 'must be a time of day like 08:00',
  day: `must be of ${WEEKDAYS.join(', ')}`,
  zone: 'must be the name of a time zone, like Europe/Berlin',
};

const clock = z.string({ error: ERRORS.clock }).check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: ERRORS.clock }));

const hours = z.strictObject(
  {
    /** From then on, until then; across midnight where it ends before it begins. */
    from: clock,
    to: clock,
    days: z.optional(z.array(z.enum(WEEKDAYS, { error: ERRORS.day }), { error: ERRORS.day }).check(z.minLength(1))),
    timeZone: z.optional(z.string({ error: ERRORS.zone }).check(z.refine(isTimeZone, { error: ERRORS.zone }))),
  },
  { error: ERRORS.hours },
);

/** When a channel is told: each day, or those days, in UTC unless a time zone is given. */
export type ChannelHours = Readonly<z.infer<typeof hours>>;

const secret = z
  .string({ error: ERRORS.secret })
  .check(z.regex(/^(ssm:\/?[\w.\-/]{1,255}|[\w/+=.@-]{1,255})$/, { error: ERRORS.secret }));
const pattern = z.string({ error: ERRORS.sources }).check(z.minLength(1, { error: ERRORS.sources }));

const common = {
  name: z.string({ error: ERRORS.name }).check(z.regex(/^[A-Za-z][A-Za-z0-9-]{0,19}$/, { error: ERRORS.name })),
  minimumSeverity: z.optional(z.enum(SEVERITIES, { error: ERRORS.severity })),
  sources: z.optional(z.array(pattern, { error: ERRORS.sources }).check(z.minLength(1, { error: ERRORS.sources }))),
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

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
