import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnEndpoint } from 'aws-cdk-lib/aws-sagemaker';

/**
 * A new model takes `percent` of the capacity for five minutes, then the rest; when one of the alarms sounds meanwhile,
 * the old one comes back.
 */
export function canaryDeployment(percent: number, alarms: readonly Alarm[]): CfnEndpoint.DeploymentConfigProperty {
  return {
    blueGreenUpdatePolicy: {
      trafficRoutingConfiguration: {
        type: 'CANARY',
        canarySize: { type: 'CAPACITY_PERCENT', value: percent },
        waitIntervalInSeconds: 300,
      },
      terminationWaitInSeconds: 120,
      maximumExecutionTimeoutInSeconds: 1800,
    },
    autoRollbackConfiguration: { alarms: alarms.map(({ alarmName }) => ({ alarmName })) },
  };
}
