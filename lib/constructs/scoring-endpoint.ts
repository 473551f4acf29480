import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { CfnEndpoint, CfnEndpointConfig, CfnModel } from 'aws-cdk-lib/aws-sagemaker';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { endpointLogGroupOf, endpointNameOf } from '../../contracts/installation.ts';
import { MAX_ANSWER_BYTES_VARIABLE, MAX_PAYLOAD_BYTES } from '../../contracts/scoring.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { canaryDeployment } from './canary-deployment.ts';
import { dataCapture } from './data-capture.ts';
import { EndpointAlarms } from './endpoint-alarms.ts';
import { EndpointScaling } from './endpoint-scaling.ts';
import type { ModelArchive } from './model-archive.ts';
import { RollbackAlarms, rollbackAlarmArns } from './rollback-alarms.ts';
import { ScoringImage } from './scoring-image.ts';
import { ScoringRole } from './scoring-role.ts';

const VARIANT_NAME = 'AllTraffic';

export interface ScoringEndpointProps {
  readonly settings: Settings;
  /** What it holds without being given it. */
  readonly archive: ModelArchive;
  /** Hears of its alarms. */
  readonly operationsTopic: ITopic;
  /** Gets captured requests, when they are captured. */
  readonly captureBucket: IBucket;
}

/** The model behind a SageMaker endpoint, serverless or on instances, and the alarms that watch it. */
export class ScoringEndpoint extends Construct {
  readonly endpointName: string;
  readonly variantName = VARIANT_NAME;
  readonly alarms: EndpointAlarms;
  /** What its container runs, which also trains. */
  readonly image: ScoringImage;
  private readonly endpoint: CfnEndpoint;

  constructor(
    scope: Construct,
    id: string,
    { settings, archive, operationsTopic, captureBucket }: ScoringEndpointProps,
  ) {
    super(scope, id);
    // Named by us, because its rollback alarms and it name each other.
    const endpointName = endpointNameOf(settings.name, settings.endpoint);
    this.alarms = new EndpointAlarms(this, 'Alarms', {
      installation: settings.name,
      endpointName,
      variantName: VARIANT_NAME,
      topic: operationsTopic,
    });
    const logGroup = LogGroup.fromLogGroupName(this, 'Logs', endpointLogGroupOf(endpointName));
    this.image = new ScoringImage(this, 'Image');
    const { config, role } = this.deployableModel(settings, archive, logGroup, captureBucket);

    const { canaryPercent, endpointInstances = 1, endpointMaxInstances = endpointInstances } = settings;
    const canary =
      canaryPercent === undefined
        ? undefined
        : canaryDeployment(canaryPercent, this.rollbackAlarms(settings.name, endpointName, config));
    const scales = endpointMaxInstances > endpointInstances;
    if (canary) role.allowToWatch(rollbackAlarmArns(this, settings.name));
    this.endpoint = new CfnEndpoint(this, 'Endpoint', {
      endpointName,
      endpointConfigName: config.attrEndpointConfigName,
      deploymentConfig: canary,
      // A deployment must not undo what autoscaling has done.
      retainAllVariantProperties: scales || undefined,
    });
    this.endpointName = this.endpoint.attrEndpointName;
    if (scales) {
      new EndpointScaling(this, 'Scaling', {
        endpoint: this.endpoint,
        variantName: VARIANT_NAME,
        minInstances: endpointInstances,
        maxInstances: endpointMaxInstances,
      });
    }
  }

  grantInvoke(grantee: IGrantable): Grant {
    const resourceArns = [this.endpoint.attrEndpointArn];
    return Grant.addToPrincipal({ grantee, actions: ['sagemaker:InvokeEndpoint'], resourceArns });
  }

  private rollbackAlarms(installation: string, endpointName: string, config: CfnEndpointConfig): readonly Alarm[] {
    const endpointConfigName = config.attrEndpointConfigName;
    const dimensions = { endpointName, variantName: VARIANT_NAME, endpointConfigName };
    return new RollbackAlarms(this, 'Rollback', { installation, ...dimensions }).all;
  }

  /**
   * The model and the configuration that brings it together with the image. A new model replaces both, and the
   * endpoint moves over.
   */
  private deployableModel(settings: Settings, archive: ModelArchive, logGroup: ILogGroup, captureBucket: IBucket) {
    const { image } = this;
    // A role for each model: until the endpoint has moved over, or when it goes back, the old one still fetches what it
    // runs.
    const role = new ScoringRole(this, `Role${archive.assetHash.slice(0, 8).toUpperCase()}`, {
      image,
      archive,
      logGroup,
    });
    const { endpointSubnetIds, endpointSecurityGroupIds, dataCapturePercent } = settings;
    if (endpointSubnetIds) role.allowToJoinNetwork();
    if (dataCapturePercent) role.allowToCapture(captureBucket);
    const environment = { [MAX_ANSWER_BYTES_VARIABLE]: String(MAX_PAYLOAD_BYTES[settings.endpoint]) };
    const model = new CfnModel(this, 'Model', {
      executionRoleArn: role.roleArn,
      primaryContainer: { image: image.imageUri, modelDataUrl: archive.objectUrl, environment },
      vpcConfig: endpointSubnetIds && {
        subnets: endpointSubnetIds,
        securityGroupIds: endpointSecurityGroupIds ?? [],
      },
    });
    // The role's policy too: SageMaker fetches image and model while it creates them.
    model.node.addDependency(role);
    const variant = { variantName: VARIANT_NAME, modelName: model.attrModelName, initialVariantWeight: 1 };
    const config = new CfnEndpointConfig(this, 'Config', {
      productionVariants: [{ ...variant, ...endpointCapacity(settings) }],
      dataCaptureConfig: dataCapturePercent ? dataCapture(dataCapturePercent, captureBucket) : undefined,
    });
    return { config, role };
  }
}

/** What the endpoint's one variant runs on. */
function endpointCapacity(settings: Settings): Partial<CfnEndpointConfig.ProductionVariantProperty> {
  if (settings.endpoint === 'serverless') {
    const { endpointMemoryMb = 2048, endpointMaxConcurrency = 5 } = settings;
    return { serverlessConfig: { memorySizeInMb: endpointMemoryMb, maxConcurrency: endpointMaxConcurrency } };
  }
  const { endpointInstanceType = 'ml.m5.large', endpointInstances = 1 } = settings;
  return {
    instanceType: endpointInstanceType,
    initialInstanceCount: endpointInstances,
    containerStartupHealthCheckTimeoutInSeconds: 120,
  };
}
