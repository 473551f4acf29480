import type { ResolvedAssembly } from '../template/resolve-assembly.ts';
import {
  type FunctionConfiguration,
  type FunctionEnvironment,
  functionConfiguration,
} from './function-configuration.ts';
import type { InvokeOutcome } from './invoke-outcome.ts';
import { type LambdaFunction, lambdaFunction } from './lambda-function.ts';

export interface Functions {
  readonly all: readonly LambdaFunction[];
  /** @throws when the templates have no such function */
  byArn(arn: string): LambdaFunction;
  byLogicalId(prefix: string): LambdaFunction;
  stop(): Promise<void>;
}

export interface FunctionsOptions {
  readonly app: ResolvedAssembly;
  /** `bucket/key` to path, of the assembly. */
  readonly files: ReadonlyMap<string, string>;
  /** In place of our runtime. */
  readonly bootstrap?: string;
  readonly environmentOf: (roleArn: string) => FunctionEnvironment;
  readonly log: (configuration: FunctionConfiguration, line: string) => void;
  readonly onInvoked: (configuration: FunctionConfiguration, outcome: InvokeOutcome, durationMs: number) => void;
}

/** The functions of all templates, each ready to be invoked; none runs before its first invocation. */
export function startFunctions({ app, files, bootstrap, environmentOf, log, onInvoked }: FunctionsOptions): Functions {
  const functions = app.resourcesOf('AWS::Lambda::Function').map((resource) => {
    const configuration = functionConfiguration(resource, files);
    const environment = environmentOf(configuration.roleArn);
    return lambdaFunction({
      configuration,
      bootstrap,
      environment,
      log: (line) => log(configuration, line),
      onInvoked: (outcome, durationMs) => onInvoked(configuration, outcome, durationMs),
    });
  });
  const find = (matches: (configuration: FunctionConfiguration) => boolean, wanted: string) => {
    const found = functions.find(({ configuration }) => matches(configuration));
    if (!found) throw new Error(`the templates have no function ${wanted}`);
    return found;
  };
  return {
    all: functions,
    byArn: (arn) => find((configuration) => configuration.arn === arn, arn),
    byLogicalId: (prefix) => find(({ logicalId }) => logicalId.startsWith(prefix), prefix),
    stop: async () => void (await Promise.all(functions.map((each) => each.stop()))),
  };
}
