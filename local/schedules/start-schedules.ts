import type { JsonObject } from '../template/assembly.ts';
import type { ResolvedAssembly } from '../template/resolve-assembly.ts';

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Milliseconds between two runs of `rate(5 minutes)`. @throws for any other expression */
export function rateMs(expression: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count === undefined)
    throw new Error(`the local cloud knows schedules of the form rate(5 minutes) only, got ${expression}`);
  return Number(count) * UNIT_MS[unit!]!;
}

/**
 * Runs the scheduled EventBridge rules of the templates: each invokes its functions once per period, the first time after
 * one period.
 * @returns how to end them
 */
export function startSchedules(
  app: ResolvedAssembly,
  invoke: (functionArn: string, event: JsonObject) => void,
): () => void {
  const timers = app
    .resourcesOf('AWS::Events::Rule')
    .filter(({ properties }) => properties.ScheduleExpression !== undefined && properties.State !== 'DISABLED')
    .map(({ attributes, properties }) => {
      const targets = (properties.Targets ?? []) as readonly JsonObject[];
      const run = () => {
        for (const { Arn, Input } of targets) {
          invoke(String(Arn), Input ? JSON.parse(String(Input)) : scheduledEvent(app, attributes.Arn!));
        }
      };
      return setInterval(run, rateMs(String(properties.ScheduleExpression)));
    });
  return () => timers.forEach(clearInterval);
}

function scheduledEvent({ place }: ResolvedAssembly, ruleArn: string): JsonObject {
  return {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: place.accountId,
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    region: place.region,
    resources: [ruleArn],
    detail: {},
  };
}
