import { readStatements } from '../../local/iam/statement.ts';
import { type Assembly, type JsonObject, readAssembly } from '../../local/template/assembly.ts';
import { type ResolvedAssembly, resolveAssembly } from '../../local/template/resolve-assembly.ts';

/**
 * One thing that somebody may do: one action of one statement on one of its resources, or one function that a service
 * may invoke.
 */
export interface Grant {
  /** Who: the logical id of a role, or the service. */
  readonly holder: string;
  readonly action: string;
  readonly resource: string;
  /** Where it stands in the templates. */
  readonly place: GrantPlace;
}

export interface GrantPlace {
  readonly stackName: string;
  readonly logicalId: string;
  /** Absent for an `AWS::Lambda::Permission`, which is one grant as a whole. */
  readonly statement?: { readonly index: number; readonly resources: readonly number[] };
}

/** Every grant of the templates. Where names depend on the machine, `app`'s are shown. */
export function readGrants(assemblyDir: string): readonly Grant[] {
  const assembly: Assembly = readAssembly(assemblyDir);
  const app = resolveAssembly(assembly, 'http://127.0.0.1');
  return [...policyGrants(app), ...invocationGrants(app)];
}

function policyGrants(app: ResolvedAssembly): readonly Grant[] {
  const roles = new Map(app.resourcesOf('AWS::IAM::Role').map(({ ref, logicalId }) => [ref, logicalId]));
  return app.resourcesOf('AWS::IAM::Policy').flatMap(({ stackName, logicalId, properties }) => {
    const holder = (properties.Roles as readonly string[]).map((name) => roles.get(name) ?? name).join(', ');
    return readStatements(properties.PolicyDocument as JsonObject, logicalId).flatMap(
      ({ effect, actions, resources }, index) => {
        if (effect === 'Deny') return [];
        return actions.flatMap((action) =>
          [...distinctResources(resources)].map(([resource, indexes]) => {
            const statement = { index, resources: indexes };
            return { holder, action, resource, place: { stackName, logicalId, statement } };
          }),
        );
      },
    );
  });
}

function invocationGrants(app: ResolvedAssembly): readonly Grant[] {
  return app.resourcesOf('AWS::Lambda::Permission').map(({ stackName, logicalId, properties }) => ({
    holder: String(properties.Principal),
    action: String(properties.Action),
    resource: String(properties.FunctionName),
    place: { stackName, logicalId },
  }));
}

/**
 * The resources with their places in the list. A log group's ARN with and without `:*` is one, which CDK spells twice.
 */
function distinctResources(resources: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const distinct = new Map<string, number[]>();
  resources.forEach((resource, index) => {
    const name = resource.includes(':log-group:') ? resource.replace(/:\*$/, '') : resource;
    distinct.set(name, [...(distinct.get(name) ?? []), index]);
  });
  return distinct;
}
