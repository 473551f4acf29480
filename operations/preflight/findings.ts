import type { RulesChange } from '../../contracts/rules-object.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import type { Finding } from '../status/finding.ts';

type Answer = Omit<Finding, 'about'>;

/** The oldest bootstrap stack that our templates can be deployed with. */
const LEAST_BOOTSTRAP = 8;
/** The first version whose builder is BuildKit unless told otherwise, which `--output type=docker` needs. */
const LEAST_DOCKER = 23;
/** A consumer of one shard, a sweeper, and room for other functions of the account. */
const ENOUGH_CONCURRENCY = 20;

/** Who is asking, and where. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly region: string;
}

/** Says who deploys and where, and whether the stream that is to be watched is there, too. */
export function credentialsFinding({ account, arn, region }: Caller, { streamArn }: Settings): Answer {
  const says = [`account ${account}, region ${region}, as ${arn}`];
  const [, , , streamRegion, streamAccount] = streamArn?.split(':') ?? [];
  if (streamRegion !== undefined && (streamRegion !== region || streamAccount !== account)) {
    const where = `the stream of streamArn is in account ${streamAccount}, region ${streamRegion}`;
    says.push(`${where}: Lambda reads streams of its own account and region, so deploy there`);
    return { state: 'attention', says };
  }
  return { state: 'good', says };
}

/** @param error why nobody knows who asks */
export function noCredentialsFinding({ message }: Error): Answer {
  const remedy = '  aws configure sso, then AWS_PROFILE and AWS_REGION in the environment';
  return { state: 'attention', says: [`no account answers: ${message}`, remedy] };
}

/** @param version of the bootstrap stack; undefined where there is none */
export function bootstrapFinding(version: number | undefined, { account, region }: Caller): Answer {
  const remedy = [`  npx cdk bootstrap aws://${account}/${region}`];
  if (version === undefined)
    return { state: 'attention', says: ['this account and region are not bootstrapped', ...remedy] };
  if (version >= LEAST_BOOTSTRAP) return { state: 'good', says: [`version ${version}`] };
  const says = [`version ${version} is too old, wanted ${LEAST_BOOTSTRAP} or later`, ...remedy];
  return { state: 'attention', says };
}

/**
 * Says whether the file's rules are those that hold: a deployment would leave what people changed, and not say so.
 *
 * @param held undefined where none do yet. @param version of the file's
 */
export function rulesFinding(held: RulesChange | undefined, version: string, file: string): Answer {
  if (held === undefined) return { state: 'good', says: [`those of ${file} will hold (${version})`] };
  if (held.version === version) return { state: 'good', says: [`those of ${file} hold (${version})`] };
  const says = [
    `those of ${file} (${version}) are not those that hold (${held.version}, by ${held.by}: ${held.why})`,
    '  npm run rules -- put   has those of the file hold',
    '  npm run rules -- pull   writes those that hold to the file',
  ];
  return { state: 'attention', says };
}

/** What `docker info` says. */
export interface Docker {
  /** Like 29.0.1. */
  readonly serverVersion: string;
  readonly storageDriver: string;
  /** Whether the environment has it build with BuildKit. */
  readonly isToldBuildKit?: boolean;
}

/** @param docker undefined where none answers */
export function dockerFinding(docker: Docker | undefined): Answer {
  if (docker) return engineFinding(docker);
  return {
    state: 'attention',
    says: ['no Docker engine answers, and the image of the endpoint has to be built: start Docker, or set DOCKER_HOST'],
  };
}

/** The image store does not matter: whichever it is, the image is built as a Docker manifest. */
function engineFinding({ serverVersion, storageDriver, isToldBuildKit }: Docker): Answer {
  const store = `images in ${storageDriver}, pushed as the Docker manifest that SageMaker takes`;
  if (Number.parseInt(serverVersion, 10) >= LEAST_DOCKER || isToldBuildKit) {
    return { state: 'good', says: [`version ${serverVersion}, ${store}`] };
  }
  const says = [`version ${serverVersion} builds no such image by itself: update it, or set DOCKER_BUILDKIT=1`];
  return { state: 'attention', says };
}

/** Says who would be told. */
export function peopleFinding({ alertEmail, operationsEmail, alerting }: Settings): Answer {
  const alarms = operationsEmail === undefined ? [] : [`of alarms: ${operationsEmail.join(', ') || 'nobody'}`];
  if (alerting === 'observe') return { state: 'good', says: ['nobody, as alerting is observe', ...alarms] };
  if (alertEmail.length > 0)
    return { state: 'good', says: [`${alertEmail.join(', ')}, who must confirm SNS's mail`, ...alarms] };
  const says = ['nobody would be told of anything', '  npm run settings -- set alertEmail you@example.com', ...alarms];
  return { state: 'attention', says };
}

/** @param executions that the account may run at once */
export function concurrencyFinding(executions: number): Answer {
  if (executions >= ENOUGH_CONCURRENCY) return { state: 'good', says: [`${executions} at once`] };
  return {
    state: 'attention',
    says: [
      `this account runs ${executions} functions at once, all together, as new accounts do: shards will wait for each other`,
      '  ask for more: Service Quotas, AWS Lambda, Concurrent executions',
    ],
  };
}

/** The name under which Service Quotas has the instances of a type. */
export function instancesQuota(type: string): string {
  return `${type} for endpoint usage`;
}

/** @param quota instances of the type that endpoints of the account may have; undefined where it is not known */
export function instancesFinding(quota: number | undefined, type: string, wanted: number): Answer {
  const name = instancesQuota(type);
  if (quota === undefined) return { state: 'unknown', says: [`Service Quotas knows no '${name}': is the type right?`] };
  if (quota >= wanted) {
    const says = [`${quota} ${type}, of which ${wanted} are wanted at most`];
    const update = `a later deployment has old and new ones side by side, and may want ${2 * wanted}: Service Quotas, '${name}'`;
    return { state: 'good', says: quota >= 2 * wanted ? says : [...says, update] };
  }
  return {
    state: 'attention',
    says: [
      `this account may have ${quota} ${type} for endpoints, and ${wanted} are wanted at most`,
      `  ask for more: Service Quotas, Amazon SageMaker, '${name}'; or take the serverless endpoint`,
    ],
  };
}

/** The name under which Service Quotas has what all serverless endpoints may do at once; 10 in many accounts. */
export const SERVERLESS_QUOTA = 'Maximum total concurrency that can be allocated across all serverless endpoints';

/**
 * @param quota invocations at once that all serverless endpoints of the account may have; undefined where not known
 * @param wanted of the setting endpointMaxConcurrency
 */
export function serverlessFinding(quota: number | undefined, wanted: number): Answer {
  if (quota === undefined) return { state: 'unknown', says: [`Service Quotas knows no '${SERVERLESS_QUOTA}' here`] };
  if (quota >= wanted) {
    return {
      state: 'good',
      says: [`${quota} requests at once over all serverless endpoints, of which ${wanted} are wanted`],
    };
  }
  return {
    state: 'attention',
    says: [
      `all serverless endpoints of this account may have ${quota} requests at once, and this one wants ${wanted}`,
      `  npm run settings -- set endpointMaxConcurrency ${Math.max(1, quota)}`,
      `  or ask for more: Service Quotas, Amazon SageMaker, '${SERVERLESS_QUOTA}'`,
    ],
  };
}

/** What Kinesis says of a stream. */
export interface DescribedStream {
  readonly status: string;
  readonly retentionHours: number;
  /** Of a customer managed key; undefined without one. */
  readonly keyId: string | undefined;
}

/** @param stream undefined where there is none */
export function streamFinding(stream: DescribedStream | undefined, settings: Settings): Answer {
  const { streamArn, streamKeyArn, streamRetentionHours } = settings;
  if (stream === undefined) return { state: 'attention', says: [`there is no stream ${streamArn}`] };
  const says = [
    ...(stream.status === 'ACTIVE' || stream.status === 'UPDATING' ? [] : [`the stream is ${stream.status}`]),
    ...(stream.keyId !== undefined && streamKeyArn === undefined
      ? [`the stream is encrypted with ${stream.keyId}: set streamKeyArn to the ARN of that key`]
      : []),
    ...(stream.retentionHours < streamRetentionHours
      ? [
          `it keeps records for ${stream.retentionHours} hours, and streamRetentionHours says ${streamRetentionHours}: set it to that`,
        ]
      : []),
  ];
  if (says.length > 0) return { state: 'attention', says };
  return { state: 'good', says: [`${stream.status}, keeps records for ${stream.retentionHours} hours`] };
}

/** @param state of the key, as KMS says it; undefined where there is none, or not for us */
export function keyFinding(state: string | undefined, keyArn: string): Answer {
  if (state === 'Enabled') return { state: 'good', says: [keyArn] };
  const says = [state === undefined ? `no key ${keyArn} can be seen` : `the key is ${state}, wanted Enabled`];
  return { state: 'attention', says };
}
