import type { Template } from 'aws-cdk-lib/assertions';

/** Every action that the policies of one role allow, sorted; the role by the beginning of its logical id. */
export function allowedCalls(template: Template, rolePrefix: string): string[] {
  return Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref.startsWith(rolePrefix)))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action }) => Action)
    .sort();
}
