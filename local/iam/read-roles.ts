import type { Json, JsonObject } from '../template/assembly.ts';
import type { ResolvedAssembly, Resource } from '../template/resolve-assembly.ts';
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

/** The AWS managed policies that a role of this app may have, by the end of their ARN. */
const MANAGED_POLICIES: Readonly<Record<string, JsonObject>> = {
  'policy/service-role/AWSLambdaBasicExecutionRole': allowing(
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ),
  'policy/service-role/AWSLambdaKinesisExecutionRole': allowing(
    'kinesis:DescribeStream',
    'kinesis:DescribeStreamSummary',
    'kinesis:GetRecords',
    'kinesis:GetShardIterator',
    'kinesis:ListShards',
    'kinesis:ListStreams',
    'kinesis:SubscribeToShard',
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ),
};

function allowing(...actions: string[]): JsonObject {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}
