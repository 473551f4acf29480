import { type AlarmEvent, eventRules } from '../events/event-rules.ts';
import type { MetricStore } from '../metrics/metric-store.ts';
import type { Topic } from '../sns/topic.ts';
import type { ResolvedAssembly } from '../template/resolve-assembly.ts';
import { type AlarmChange, busEventOf, topicMessage } from './alarm-change.ts';
import { type Alarms, watchAlarms } from './alarms.ts';
import { readAlarm } from './metric-alarm.ts';

export interface AlarmPorts {
  readonly store: Pick<MetricStore, 'values'>;
  /** By ARN. */
  readonly topics: ReadonlyMap<string, Pick<Topic, 'publish'>>;
  readonly startedAtMs: number;
  readonly log: (text: string) => void;
}

/** The alarms of all templates; each change goes to the topics of its alarm, and to the rules that wait for it. */
export function startAlarms(app: ResolvedAssembly, { store, topics, startedAtMs, log }: AlarmPorts): Alarms {
  const alarms = app.resourcesOf('AWS::CloudWatch::Alarm').map(readAlarm);
  const tellRules: (event: AlarmEvent) => void = eventRules(app, (topicArn, text) =>
    topics.get(topicArn)?.publish({ subject: undefined, bodies: { default: text }, attributes: {} }),
  );
  return watchAlarms(alarms, store, startedAtMs, (change: AlarmChange) => {
    const { alarm, from, to, reason } = change;
    log(`alarm ${alarm.name}: ${from} -> ${to}: ${reason}`);
    for (const arn of alarm.actions[to]) topics.get(arn)?.publish(topicMessage(change, app.place));
    tellRules(busEventOf(change, app.place));
  });
}
