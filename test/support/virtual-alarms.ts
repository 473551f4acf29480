import { startAlarms } from '../../local/alarms/start-alarms.ts';
import { type MetricId, metricStore } from '../../local/metrics/metric-store.ts';
import type { Message } from '../../local/sns/topic.ts';
import type { ResolvedAssembly } from '../../local/template/resolve-assembly.ts';

/** What an alarm told a topic of, and when, in minutes since the start. */
export interface Told {
  readonly minute: number;
  readonly topic: string;
  readonly message: Pick<Message, 'subject' | 'bodies'>;
}

const START_MS = Date.UTC(2026, 10, 28);
const MINUTE_MS = 60_000;

/** The alarms of the templates over virtual minutes, with what their topics get. */
export function virtualAlarms(app: ResolvedAssembly) {
  const store = metricStore();
  const told: Told[] = [];
  let minute = 0;
  const topics = new Map(
    app.resourcesOf('AWS::SNS::Topic').map(({ ref, logicalId }) => {
      const publish = (message: Omit<Message, 'messageId' | 'topicArn' | 'publishedAtMs'>) => {
        told.push({ minute, topic: logicalId, message });
        return { ...message, messageId: String(told.length), topicArn: ref, publishedAtMs: 0 };
      };
      return [ref, { publish }] as const;
    }),
  );
  const alarms = startAlarms(app, { store, topics, startedAtMs: START_MS, log: () => {} });
  return {
    alarms,
    told,
    /** Lets minutes go by, in each of which `measured` has these values. */
    run(minutes: number, measured: readonly (readonly [MetricId, number])[] = []) {
      for (let i = 0; i < minutes; i++) {
        const timestampMs = START_MS + minute * MINUTE_MS;
        for (const [metric, value] of measured) store.record({ ...metric, timestampMs, value });
        minute++;
        alarms.evaluate(START_MS + minute * MINUTE_MS);
      }
    },
  };
}
