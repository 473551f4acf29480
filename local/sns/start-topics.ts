import type { JsonObject } from '../template/assembly.ts';
import type { ResolvedAssembly } from '../template/resolve-assembly.ts';
import type { FilterPolicy } from './filter-policy.ts';
import { confirmsItself, type Deliver, type Topic, topic } from './topic.ts';

/** The topics of all templates by ARN, with the templates' subscriptions. */
export function startTopics(
  app: ResolvedAssembly,
  deliver: Deliver,
  onDeliveryFailed: (error: unknown) => void,
): Map<string, Topic> {
  const topics = new Map(
    app.resourcesOf('AWS::SNS::Topic').map(({ ref }) => [ref, topic(ref, deliver, onDeliveryFailed)]),
  );
  for (const { properties, logicalId } of app.resourcesOf('AWS::SNS::Subscription')) {
    const found = topics.get(String(properties.TopicArn));
    if (!found) throw new Error(`subscription ${logicalId} is to a topic that no template has: ${properties.TopicArn}`);
    const protocol = String(properties.Protocol);
    found.subscribe({
      protocol,
      endpoint: String(properties.Endpoint),
      filterPolicy: properties.FilterPolicy as FilterPolicy | undefined,
      filterPolicyScope: properties.FilterPolicyScope as string | undefined,
      rawMessageDelivery: (properties as JsonObject).RawMessageDelivery === true,
      confirmed: confirmsItself(protocol),
    });
  }
  return topics;
}
