import { stackNames } from '../../contracts/installation.ts';
import { type DeployedSettings, lostByDeployment, lostByName, shardStep } from '../../settings/held-settings.ts';
import type { Settings } from '../../settings/settings-schema.ts';

/** What becomes of a deployment. */
export interface DeploymentPlan {
  /** Which stacks are deployed, one list after the other, as arguments of `cdk deploy`. */
  readonly steps: readonly (readonly string[])[];
  /** What a person should know although it is meant. */
  readonly notices: readonly string[];
}

/** What is there before a deployment. */
export interface Deployed {
  /** Undefined where nothing of this name is. */
  readonly settings: DeployedSettings | undefined;
  /** Names of installations that are neither this one nor other stages of the same file. */
  readonly others: readonly string[];
  /** The stream of the installation's own, where it has one. */
  readonly ownStream?: string;
}

/**
 * Plans a deployment: what is deployed in which order.
 *
 * @param meant names of settings whose change is meant
 * @throws {Error} with a line for each thing that would be lost or is refused by AWS
 */
export function planDeployment(deployed: Deployed, settings: Settings, meant: readonly string[]): DeploymentPlan {
  if (deployed.settings === undefined) {
    refuse([lostByName(settings, deployed.others, meant)]);
    return { steps: [['--all']], notices: [] };
  }
  if (Object.keys(deployed.settings).length === 0) {
    const notice = 'what is deployed does not say its settings: this deployment could not be compared with it';
    return { steps: [['--all']], notices: [notice] };
  }
  refuse([...lostByDeployment(deployed.settings, settings, meant), shardStep(deployed.settings, settings)]);
  if (deployed.settings.streamArn !== undefined || settings.streamArn === undefined) {
    return { steps: [['--all']], notices: [] };
  }
  const { data, detection } = stackNames(settings.name);
  // Detection imports our own stream until it is deployed with the other one.
  return { steps: [['--exclusively', detection], [data]], notices: [leftStream(deployed, settings)] };
}

function refuse(reasons: readonly (string | undefined)[]): void {
  const given = reasons.filter((reason) => reason !== undefined);
  if (given.length > 0) throw new Error(`nothing is deployed:\n${given.join('\n')}`);
}

/** What becomes of the stream of our own that is watched no longer. */
function leftStream({ ownStream = 'of its own' }: Deployed, { name, onDelete }: Settings): string {
  const stream = `the stream ${ownStream} of ${name} is watched no longer`;
  return onDelete === 'retain'
    ? `${stream}, and stays with its records: a shard costs about 11 USD a month until it is deleted, when nothing ` +
        `writes to it any more: aws kinesis delete-stream --stream-name ${ownStream}`
    : `${stream}, and is deleted with its records`;
}
