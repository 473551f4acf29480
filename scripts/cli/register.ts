import { type Command, Option } from 'commander';
import { versionOfIdentity } from '../../contracts/model-registry.ts';
import { putModel } from '../../operations/models/put-model.ts';
import { caller, withRegistry } from './open-registry.ts';

/** Whether a model that was made goes into a registry, and into whose. */
export interface RegisterOptions {
  /** Why, for who reads the history. */
  readonly register?: string | true;
  readonly name: string;
}

/** Adds the flag that puts what was made into the registry of an installation. */
export function addRegisterOption(command: Command): Command {
  const register = new Option('--register [why]', 'put it into the registry of the installation, as a candidate');
  return command.addOption(register);
}

/** Puts a model folder into the registry as a candidate where that was asked for, and says how it gets to judge. */
export async function registerIfAsked(dir: string, { register, name }: RegisterOptions): Promise<void> {
  if (register === undefined) return;
  const why = register === true ? 'by hand' : register;
  const origin = { atMs: Date.now(), by: await caller(), why };
  const { card, isNew } = await withRegistry(name, (registry) => putModel(registry, dir, origin));
  const version = versionOfIdentity(card.model);
  console.log(
    isNew
      ? `version ${version} is a candidate: npm run models -- promote ${version}`
      : `version ${version} is in the registry already`,
  );
}
