import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bundle } from '../../bundles/bundle.ts';

export interface BundledFunctionProps {
  /** The file that exports `handler`, from the project's folder. */
  readonly entry: string;
  readonly description: string;
  /** Variables; those that name what is made with the function are told afterwards. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Contents by name, of what lies beside the code. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly logRetentionDays: number;
}

/**
 * A function of ours: its bundle, its log group, and a role that may write there and do nothing else until it is told.
 */
export class BundledFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(this.role);

    const folder = bundle({ entry: props.entry, name: 'handler', splitting: true });
    for (const [name, contents] of Object.entries(props.files ?? {})) writeFileSync(path.join(folder, name), contents);
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'handler.handler',
      code: Code.fromAsset(folder),
      role: this.role,
      logGroup: this.logGroup,
      memorySize: props.memorySize,
      timeout: props.timeout,
      environment: props.environment,
    });
    rmSync(folder, { recursive: true });
  }

  /** Adds variables. */
  tell(environment: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(environment)) this.function.addEnvironment(name, value);
  }

  allow(actions: string[], resource: string): void {
    this.role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
  }
}
