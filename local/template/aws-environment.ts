/** Where the app pretends to be deployed. */
export interface AwsEnvironment {
  readonly accountId: string;
  readonly region: string;
}

/** For assemblies that are bound to no account. */
export const ACCOUNT_ID = '000000000000';

export const PARTITION = 'aws';

/** CloudFormation's pseudo parameters that do not depend on the stack. */
export function pseudoParameters({ accountId, region }: AwsEnvironment): Readonly<Record<string, string>> {
  return {
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': PARTITION,
    'AWS::URLSuffix': 'amazonaws.com',
  };
}

/** Replaces `${AWS::Region}` and its like in a text, and leaves other names as they are. */
export function substitutePseudoParameters(text: string, place: AwsEnvironment): string {
  const values = pseudoParameters(place);
  return text.replace(/\$\{(AWS::\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
