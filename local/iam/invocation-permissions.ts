import type { ResolvedAssembly } from '../template/resolve-assembly.ts';

/**
 * Whether a service may invoke a function, by the `AWS::Lambda::Permission`s of the templates: a function's resource
 * policy.
 */
export type MayInvoke = (principal: string, sourceArn: string, functionArn: string) => boolean;

/** Reads who may invoke which function from the templates' resource policies. */
export function invocationPermissions(app: ResolvedAssembly): MayInvoke {
  const permissions = app.resourcesOf('AWS::Lambda::Permission').map(({ properties }) => properties);
  const namesOf = (functionArn: string) => [functionArn, functionArn.split(':').at(-1)!];
  return (principal, sourceArn, functionArn) =>
    permissions.some(
      ({ Action, FunctionName, Principal, SourceArn }) =>
        Action === 'lambda:InvokeFunction' &&
        Principal === principal &&
        namesOf(functionArn).includes(String(FunctionName)) &&
        (SourceArn === undefined || SourceArn === sourceArn),
    );
}
