import { CfnOutput, type Stack } from 'aws-cdk-lib';

/**
 * Says in a stack's outputs where its parts are, under the names that everybody looks for.
 *
 * @param names each part and the name of its output
 * @param exportNameOf an output, for those that other stacks import
 */
export function declareOutputs<Part extends string>(
  stack: Stack,
  names: Readonly<Record<Part, string>>,
  values: Readonly<Record<NoInfer<Part>, string>>,
  exportNameOf?: (output: string) => string,
): void {
  for (const part of Object.keys(names) as Part[]) {
    const output = names[part];
    new CfnOutput(stack, output, { value: values[part], exportName: exportNameOf?.(output) });
  }
}
