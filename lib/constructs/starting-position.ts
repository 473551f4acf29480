import { CustomResource, Duration, Token } from 'aws-cdk-lib';
import { type EventSourceMappingOptions, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Settings } from '../../settings/settings-schema.ts';
import { BundledFunction } from './bundled-function.ts';

/**
 * Where a consumer starts to read: our own stream from its first record, a stream that was there before from a time,
 * because its past is not ours to judge and LATEST misses what comes while the mapping is made.
 */
export function startingPosition(
  scope: Construct,
  settings: Settings,
): Pick<EventSourceMappingOptions, 'startingPosition' | 'startingPositionTimestamp'> {
  if (!settings.streamArn) return { startingPosition: StartingPosition.TRIM_HORIZON };
  const startingPositionTimestamp = settings.startAt
    ? Math.floor(Date.parse(settings.startAt) / 1000)
    : firstDeploymentSeconds(scope, settings);
  return { startingPosition: StartingPosition.AT_TIMESTAMP, startingPositionTimestamp };
}

/**
 * The time of this synthesis would not do: another time replaces the mapping, and with it loses the place in the
 * stream.
 */
function firstDeploymentSeconds(scope: Construct, { streamArn, logRetentionDays }: Settings): number {
  const { function: provider } = new BundledFunction(scope, 'FirstDeployment', {
    entry: 'lambda/first-deployment/handler.ts',
    description: 'Remembers when the stream was first watched',
    environment: {},
    memorySize: 128,
    timeout: Duration.seconds(30),
    logRetentionDays,
  });
  const remembered = new CustomResource(scope, 'FirstDeploymentTime', {
    resourceType: 'Custom::FirstDeploymentTime',
    serviceToken: provider.functionArn,
    serviceTimeout: Duration.minutes(5),
    properties: { StreamArn: streamArn },
  });
  return Token.asNumber(remembered.getAtt('EpochSeconds'));
}
