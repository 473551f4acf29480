import { ServiceError } from '../gateway/service.ts';
import type { FilterPolicy } from './filter-policy.ts';
import type { Subscription, SubscriptionDelivery } from './topic.ts';

const SCOPES = ['MessageAttributes', 'MessageBody'];

/**
 * Reads a subscription's attributes, as Subscribe and SetSubscriptionAttributes have them.
 *
 * @throws ServiceError for a value that SNS refuses, or an attribute that the local one would not honour
 */
export function readSubscriptionAttributes(attributes: Readonly<Record<string, string>>): SubscriptionDelivery {
  const read: { -readonly [key in keyof SubscriptionDelivery]: SubscriptionDelivery[key] } = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'FilterPolicy') read.filterPolicy = readFilterPolicy(value);
    else if (name === 'FilterPolicyScope' && SCOPES.includes(value)) read.filterPolicyScope = value;
    else if (name === 'RawMessageDelivery' && /^(true|false)$/i.test(value))
      read.rawMessageDelivery = value.toLowerCase() === 'true';
    else throw refusal(name, value);
  }
  return read;
}

/** The attributes that GetSubscriptionAttributes shows. */
export function subscriptionAttributes(subscription: Subscription): Record<string, string> {
  const { arn, topicArn, protocol, endpoint, confirmed, filterPolicy, filterPolicyScope } = subscription;
  const owner = topicArn.split(':')[4]!;
  return {
    SubscriptionArn: arn,
    TopicArn: topicArn,
    Owner: owner,
    Protocol: protocol,
    Endpoint: endpoint,
    PendingConfirmation: String(!confirmed),
    ConfirmationWasAuthenticated: String(confirmed),
    RawMessageDelivery: String(subscription.rawMessageDelivery ?? false),
    ...(filterPolicy === undefined
      ? {}
      : { FilterPolicy: JSON.stringify(filterPolicy), FilterPolicyScope: filterPolicyScope ?? SCOPES[0] }),
  };
}

/** `{}` or nothing takes the policy away, as on SNS. */
function readFilterPolicy(text: string): FilterPolicy | undefined {
  const policy = parse(text || '{}');
  if (typeof policy !== 'object' || policy === null || Array.isArray(policy)) throw refusal('FilterPolicy', text);
  return Object.keys(policy).length === 0 ? undefined : (policy as FilterPolicy);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(name: string, value: string): ServiceError {
  const known = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery'];
  const reason = known.includes(name)
    ? `got ${JSON.stringify(value)}`
    : `the local SNS does not know it, only ${known.join(', ')}`;
  return new ServiceError('InvalidParameter', `Invalid parameter: AttributeName ${name}: ${reason}`);
}
