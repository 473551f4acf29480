import { stackNames } from '../../contracts/installation.ts';
import { type DeployedSettings, lostByDeployment, shardStep } from '../../settings/held-settings.ts';
import type { Settings } from '../../settings/settings-schema.ts';

/** What becomes of a deployment. */
export interface DeploymentPlan {
  /** Which stacks are deployed, one list after the other, as arguments of `cdk deploy`. */
  readonly steps: readonly (readonly string[])[];
  /** What a person should know although it is meant. */
  readonly notices: readonly string[];
}

/**
 * Plans a deployment: what is deployed in which order.
 *
 * @param deployed undefined where nothing of this name is
 * @param meant names of settings whose change is meant
 * @throws {Error} with a line for each thing that would be lost or is refused by AWS
 */
export function planDeployment(
  deployed: DeployedSettings | undefined,
  settings: Settings,
  meant: readonly string[],
): DeploymentPlan {
  if (deployed === undefined) return { steps: [['--all']], notices: [] };
  if (Object.keys(deployed).length === 0) {
    const notice = 'what is deployed does not say its settings: this deployment could not be compared with it';
    return { steps: [['--all']], notices: [notice] };
  }
  const reasons = [...lostByDeployment(deployed, settings, meant), shardStep(deployed, settings) ?? []].flat();
  if (reasons.length > 0) throw new Error(`nothing is deployed:\n${reasons.join('\n')}`);
  if (deployed.streamArn !== undefined || settings.streamArn === undefined) return { steps: [['--all']], notices: [] };
  const { data, detection } = stackNames(settings.name);
  return {
    // Detection imports our own stream until it is deployed with the other one.
    steps: [['--exclusively', detection], [data]],
    notices: [
      settings.onDelete === 'retain'
        ? `the stream of ${data} is watched no longer, and stays: delete it when nothing writes to it, or it goes on costing`
        : `the stream of ${data} is watched no longer, and is deleted with its records`,
    ],
  };
}
