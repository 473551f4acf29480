import { randomUUID } from 'node:crypto';
import type { MayInvoke } from '../iam/invocation-permissions.ts';
import type { JsonObject } from '../template/assembly.ts';
import type { ResolvedAssembly } from '../template/resolve-assembly.ts';

export interface Schedules {
  /** Runs each schedule once, as if its period had passed. Resolves when its functions have answered. */
  runNow(): Promise<void>;
  stop(): void;
}

export interface SchedulesOptions {
  readonly app: ResolvedAssembly;
  readonly mayInvoke: MayInvoke;
  readonly invoke: (functionArn: string, event: JsonObject) => Promise<unknown>;
  readonly log: (text: string) => void;
}

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Milliseconds between two runs of `rate(5 minutes)`. @throws for any other expression */
export function rateMs(expression: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count === undefined) {
    throw new Error(`the local cloud knows schedules of the form rate(5 minutes) only, got ${expression}`);
  }
  return Number(count) * UNIT_MS[unit!];
}

/**
 * The scheduled EventBridge rules of the templates: each invokes its functions once per period, the first time after
 * one period. A function that does not permit it is not invoked, which on AWS nobody is told either.
 */
export function startSchedules({ app, mayInvoke, invoke, log }: SchedulesOptions): Schedules {
  const rules = app
    .resourcesOf('AWS::Events::Rule')
    .filter(({ properties }) => properties.ScheduleExpression !== undefined && properties.State !== 'DISABLED')
    .map(({ attributes, properties }) => ({
      periodMs: rateMs(String(properties.ScheduleExpression)),
      run: () =>
        Promise.all(
          ((properties.Targets ?? []) as readonly JsonObject[]).map((target) => runTarget(attributes.Arn!, target)),
        ),
    }));

  async function runTarget(ruleArn: string, { Arn, Input }: JsonObject): Promise<void> {
    const functionArn = String(Arn);
    if (!mayInvoke('events.amazonaws.com', ruleArn, functionArn))
      return log(`${functionArn} does not permit ${ruleArn} to invoke it`);
    await invoke(functionArn, Input ? JSON.parse(String(Input)) : scheduledEvent(app, ruleArn));
  }

  const timers = rules.map(({ periodMs, run }) => setInterval(() => void run(), periodMs));
  return {
    runNow: async () => void (await Promise.all(rules.map(({ run }) => run()))),
    stop: () => timers.forEach(clearInterval),
  };
}

function scheduledEvent({ place }: ResolvedAssembly, ruleArn: string): JsonObject {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: place.accountId,
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    region: place.region,
    resources: [ruleArn],
    detail: {},
  };
}
