import { readEventPattern } from '../event-source-mapping/event-pattern.ts';
import type { JsonObject } from '../template/assembly.ts';
import type { ResolvedAssembly } from '../template/resolve-assembly.ts';

/** An event of CloudWatch on the default bus. */
export type AlarmEvent = Readonly<Record<string, unknown>>;

interface Target {
  readonly Arn: string;
  readonly InputTransformer?: {
    readonly InputPathsMap: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

/**
 * The rules of the templates that wait for events: each event that one's pattern matches is sent to its topics, in the
 * words of its input transformer.
 *
 * @param send publishes a text to the topic of that ARN
 */
export function eventRules(
  app: ResolvedAssembly,
  send: (topicArn: string, text: string) => void,
): (event: AlarmEvent) => void {
  const rules = app
    .resourcesOf('AWS::Events::Rule')
    .filter(({ properties }) => properties.EventPattern !== undefined && properties.State !== 'DISABLED')
    .map(({ properties }) => ({
      pattern: readEventPattern(JSON.stringify(properties.EventPattern)),
      targets: (properties.Targets ?? []) as readonly JsonObject[] as unknown as readonly Target[],
    }));
  return (event) => {
    for (const { pattern, targets } of rules) {
      if (!pattern.matches(event)) continue;
      for (const target of targets) send(target.Arn, inputOf(target, event));
    }
  };
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html */
function inputOf({ InputTransformer }: Target, event: AlarmEvent): string {
  if (!InputTransformer) return JSON.stringify(event);
  const { InputPathsMap, InputTemplate } = InputTransformer;
  return InputTemplate.replace(/<([\w-]+)>/g, (whole, name: string) => {
    const path = InputPathsMap[name];
    return path === undefined ? whole : JSON.stringify(valueAt(event, path) ?? '');
  });
}

/** The value at a path like `$.detail.list[0]`. */
function valueAt(event: AlarmEvent, path: string): unknown {
  const keys = path.replace(/^\$\.?/, '').match(/[^.[\]]+/g) ?? [];
  return keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], event);
}
