import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnEndpoint } from 'aws-cdk-lib/aws-sagemaker';

/** Longer than what the rollback alarms need: three minutes of metrics, and what CloudWatch takes to see them. */
const WAIT_SECONDS = 600;

/**
 * A new model takes `percent` of the capacity for ten minutes, then the rest; when one of the alarms sounds meanwhile,
 * the old one comes back.
 */
export function canaryDeployment(percent: number, alarms: readonly Alarm[]): CfnEndpoint.DeploymentConfigProperty {
  return {
    blueGreenUpdatePolicy: {
      trafficRoutingConfiguration: {
        type: 'CANARY',
        canarySize: { type: 'CAPACITY_PERCENT', value: percent },
        waitIntervalInSeconds: WAIT_SECONDS,
      },
      terminationWaitInSeconds: 120,
      maximumExecutionTimeoutInSeconds: 3 * WAIT_SECONDS,
    },
    autoRollbackConfiguration: { alarms: alarms.map(({ alarmName }) => ({ alarmName })) },
  };
}
