import type { Json, JsonObject } from '../template/assembly.ts';
import type { ResolvedAssembly, Resource } from '../template/resolve-assembly.ts';
import { MANAGED_POLICIES } from './managed-policies.ts';
import { readStatements, type Statement } from './statement.ts';

/** Every role of the templates by its ARN, with all statements that hold for it. */
export function readRoles(app: ResolvedAssembly): ReadonlyMap<string, readonly Statement[]> {
  const attached = [...app.resourcesOf('AWS::IAM::Policy'), ...app.resourcesOf('AWS::IAM::ManagedPolicy')];
  return new Map(
    app.resourcesOf('AWS::IAM::Role').map((role) => {
      const policies = attached.filter(({ properties }) => list(properties.Roles).includes(role.ref));
      const statements = [
        ...list(role.properties.Policies).flatMap((inline) => {
          const { PolicyName, PolicyDocument } = inline as JsonObject;
          return readStatements(PolicyDocument as JsonObject, `${role.logicalId}/${PolicyName}`);
        }),
        ...list(role.properties.ManagedPolicyArns).flatMap((arn) => managedStatements(String(arn), role, attached)),
        ...policies.flatMap(({ logicalId, properties }) =>
          readStatements(properties.PolicyDocument as JsonObject, logicalId),
        ),
      ];
      return [role.attributes.Arn!, statements];
    }),
  );
}

function managedStatements(arn: string, role: Resource, attached: readonly Resource[]): readonly Statement[] {
  const own = attached.find(({ ref }) => ref === arn);
  const name = arn.slice(arn.indexOf(':policy/') + 1);
  const document = (own?.properties.PolicyDocument as JsonObject | undefined) ?? MANAGED_POLICIES[name];
  if (!document) throw new Error(`the local cloud does not know the managed policy ${arn} of role ${role.logicalId}`);
  return readStatements(document, name);
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
