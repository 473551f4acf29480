import { CfnOutput, type Stack } from 'aws-cdk-lib';

/**
 * Says in a stack's outputs where its parts are, under the names that everybody looks for.
 *
 * @param names each part and the name of its output
 */
export function declareOutputs<Part extends string>(
  stack: Stack,
  names: Readonly<Record<Part, string>>,
  values: Readonly<Record<NoInfer<Part>, string>>,
): void {
  for (const part of Object.keys(names) as Part[]) new CfnOutput(stack, names[part], { value: values[part] });
}
