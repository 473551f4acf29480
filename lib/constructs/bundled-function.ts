import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bundle } from '../../bundles/bundle.ts';
import { PARAMETER_PREFIX } from '../../contracts/channels.ts';

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

  /** @param name of a secret of Secrets Manager or, with its prefix, of a parameter of SSM */
  allowSecret(name: string): void {
    const { partition, region, account } = Stack.of(this);
    const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
    if (name.startsWith(PARAMETER_PREFIX)) {
      const parameter = name.slice(PARAMETER_PREFIX.length).replace(/^\//, '');
      this.allow(['ssm:GetParameter'], arn('ssm', `parameter/${parameter}`));
    } else {
      // Secrets Manager adds a hyphen and six characters to each name.
      this.allow(['secretsmanager:GetSecretValue'], arn('secretsmanager', `secret:${name}-??????`));
    }
  }
}
