import { isDeepStrictEqual } from 'node:util';
import type { SettingName, Settings } from './settings-schema.ts';

/** The settings of a deployment, as its stack has them: by another version of Weir perhaps. */
export type DeployedSettings = Readonly<Record<string, unknown>>;

/** What would be lost, in words; undefined where nothing is. */
type Loss = (before: unknown, after: unknown) => string | undefined;

const unlessEqual =
  (loss: string): Loss =>
  (before, after) =>
    isDeepStrictEqual(before, after) ? undefined : loss;

const from =
  (value: string, loss: string): Loss =>
  (before, after) =>
    before === value && after !== value ? loss : undefined;

function addresses(before: unknown, after: unknown): string | undefined {
  const gone = listOf(before).filter((email) => !listOf(after).includes(email));
  return gone.length > 0 ? `${gone.join(', ')} would no longer be told` : undefined;
}

/** Settings that hold people or data, and what is lost with them. */
const HELD = {
  alertEmail: addresses,
  operationsEmail: addresses,
  escalationEmail: addresses,
  channels: (before, after) => {
    const gone = namesOf(before).filter((name) => !namesOf(after).includes(name));
    return gone.length > 0 ? `the channel ${gone.join(', ')} would no longer be told` : undefined;
  },
  streamArn: unlessEqual('another stream would be watched, and the one before no longer'),
  mapping: (before, after) => unlessEqual('observations would be read otherwise')(before ?? {}, after ?? {}),
  onDelete: from('retain', 'stream, incidents and quarantine would be deleted with the installation'),
  alerting: from('alert', 'nobody would be told of anything'),
} as const satisfies Partial<Record<SettingName, Loss>>;

const COMPARED = Object.keys(HELD) as (keyof typeof HELD)[];

/** Names of settings that are not changed unless that is meant. */
export const HELD_SETTINGS = [...COMPARED, 'name'] as const;

/**
 * Finds what a deployment would take away from people, or of data.
 *
 * @param meant names of settings whose change is meant
 * @returns a sentence each: the setting, what is deployed, what would be, and how to say that it is meant
 */
export function lostByDeployment(deployed: DeployedSettings, next: Settings, meant: readonly string[]): string[] {
  return COMPARED.filter((name) => !meant.includes(name)).flatMap((name) => {
    const loss = HELD[name](deployed[name], next[name]);
    if (loss === undefined) return [];
    const change = `deployed is ${shown(deployed[name])}, and this deployment has ${shown(next[name])}`;
    return [`${name}: ${change}: ${loss}. Set it as it was, or say --change ${name}`];
  });
}

/**
 * Says that another name makes another installation, where one is deployed and none of this name.
 *
 * @param others names of installations that are deployed, and not those of other stages
 */
export function lostByName(
  { name }: Settings,
  others: readonly string[],
  meant: readonly string[],
): string | undefined {
  if (others.length === 0 || meant.includes('name')) return undefined;
  const [them, stay] = others.length === 1 ? [others[0], 'stays'] : [others.join(', '), 'stay'];
  return (
    `name: deployed is ${them}, and this deployment has ${name}: it would be an installation of its own, beside which ` +
    `${them} ${stay} as before, with people, stream and costs. Set it as it was, or say --change name`
  );
}

/**
 * Says why a stream of our own cannot get so many shards at once.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html, at most double, at least half
 */
export function shardStep(deployed: DeployedSettings, next: Settings): string | undefined {
  const [before, after] = [deployed, next].map(ownShards);
  if (before === undefined || after === undefined) return undefined;
  const nearest = after > before ? before * 2 : Math.ceil(before / 2);
  if (after > before ? after <= nearest : after >= nearest) return undefined;
  return (
    `shards: ${before} are deployed and ${after} are wanted, but Kinesis at most doubles and at least halves them at a time: ` +
    `set streamMode on-demand, which follows the load by itself, or deploy ${nearest} shards first`
  );
}

/** Names of channels. */
function namesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map((channel) => String(channel?.name)) : [];
}

/** Undefined where the stream is not ours, or finds its shards itself. */
function ownShards({ streamArn, streamMode, shards }: DeployedSettings): number | undefined {
  if (streamArn !== undefined || streamMode === 'on-demand') return undefined;
  return typeof shards === 'number' ? shards : 1;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'not set';
}
