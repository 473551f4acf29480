/** When these prices were looked up. */
export const PRICES_AS_OF = '2026-11-28';

/** What AWS charges for, and for how much of it. */
export const PRICE_UNITS = {
  shardHours: 'an hour of a shard',
  millionPutUnits: 'a million PUT units of 25 KB',
  streamHours: 'an hour of an on-demand stream',
  onDemandGbIn: 'a GB into an on-demand stream',
  onDemandGbOut: 'a GB out of an on-demand stream',
  lambdaGbSeconds: 'a GB-second of a function on arm64',
  lambdaMillionRequests: 'a million invocations',
  serverlessGbSeconds: 'a GB-second of a serverless endpoint',
  endpointGb: 'a GB into or out of an endpoint',
  millionWriteUnits: 'a million write units of an on-demand table',
  millionReadUnits: 'a million read units of an on-demand table',
  tableGbMonths: 'a month of a GB in a table',
  tableBackupGbMonths: 'a month of a GB that can be restored to a point in time',
  thousandPuts: 'a thousand PUTs to S3',
  thousandGets: 'a thousand GETs from S3',
  bucketGbMonths: 'a month of a GB in S3 Standard',
  metricMonths: 'a month of a metric',
  alarmMonths: 'a month of a metric in an alarm',
  logGb: 'a GB into CloudWatch Logs',
  logGbMonths: 'a month of a GB in CloudWatch Logs',
  millionPublishes: 'a million requests to SNS',
  thousandMails: 'a thousand e-mails of SNS',
  millionQueueRequests: 'a million requests to SQS',
} as const;

export type PriceName = keyof typeof PRICE_UNITS;

/** USD for one unit, without free tiers, volume discounts and taxes. */
export interface Price {
  readonly usd: number;
  /** Where it was read. */
  readonly source: string;
  /** Why it may be wrong; absent where its source says exactly this. */
  readonly uncertain?: string;
}

/** What one region charges. */
export interface RegionPrices extends Readonly<Record<PriceName, Price>> {
  /** USD for an hour, by type, of those that are known. */
  readonly instanceHours: Readonly<Record<string, Price>>;
}

const KINESIS = 'https://aws.amazon.com/kinesis/data-streams/pricing/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const SAGEMAKER = 'https://aws.amazon.com/sagemaker/pricing/';
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const S3 = 'https://aws.amazon.com/s3/pricing/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const SNS = 'https://aws.amazon.com/sns/pricing/';
const SQS = 'https://aws.amazon.com/sqs/pricing/';
/** AWS's own lists of Ireland, as they were on 2026-10-02. */
const IRISH_LIST = (service: string) =>
  `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/${service}/current/eu-west-1/index.json`;
/** A bill of Ireland that AWS published. */
const IRISH_BILL = 'https://github.com/aws-samples/sagemaker-ssh-helper/blob/main/Sample_Costs.md';

const known = (usd: number, source: string): Price => ({ usd, source });
const unsure = (usd: number, source: string, uncertain: string): Price => ({ usd, source, uncertain });

const US_EAST_1: RegionPrices = {
  shardHours: known(0.015, KINESIS),
  millionPutUnits: known(0.014, KINESIS),
  streamHours: known(0.04, KINESIS),
  onDemandGbIn: known(0.08, KINESIS),
  onDemandGbOut: known(0.04, KINESIS),
  lambdaGbSeconds: known(0.0000133334, LAMBDA),
  lambdaMillionRequests: known(0.2, LAMBDA),
  serverlessGbSeconds: known(0.00002, SAGEMAKER),
  endpointGb: known(0.016, SAGEMAKER),
  millionWriteUnits: known(0.625, DYNAMODB),
  millionReadUnits: known(0.125, DYNAMODB),
  tableGbMonths: known(0.25, DYNAMODB),
  tableBackupGbMonths: known(0.2, DYNAMODB),
  thousandPuts: known(0.005, S3),
  thousandGets: known(0.0004, S3),
  bucketGbMonths: known(0.023, S3),
  metricMonths: known(0.3, CLOUDWATCH),
  alarmMonths: known(0.1, CLOUDWATCH),
  logGb: known(0.5, CLOUDWATCH),
  logGbMonths: known(0.03, CLOUDWATCH),
  millionPublishes: known(0.5, SNS),
  thousandMails: known(0.02, SNS),
  millionQueueRequests: known(0.4, SQS),
  instanceHours: {
    'ml.m5.large': known(0.115, SAGEMAKER),
    'ml.m5.xlarge': known(0.23, SAGEMAKER),
    'ml.c5.large': unsure(0.102, SAGEMAKER, 'seen once'),
    'ml.c5.xlarge': unsure(0.204, SAGEMAKER, 'seen once'),
    'ml.t2.medium': unsure(0.056, SAGEMAKER, 'seen once'),
  },
};

const REMEMBERED = 'from memory, no list at hand';
const LIKE_VIRGINIA = 'that of us-east-1, no list at hand';

const EU_WEST_1: RegionPrices = {
  shardHours: unsure(0.017, KINESIS, REMEMBERED),
  millionPutUnits: unsure(0.0165, KINESIS, REMEMBERED),
  streamHours: unsure(0.04, KINESIS, LIKE_VIRGINIA),
  onDemandGbIn: unsure(0.08, KINESIS, LIKE_VIRGINIA),
  onDemandGbOut: unsure(0.04, KINESIS, LIKE_VIRGINIA),
  lambdaGbSeconds: known(0.0000133334, IRISH_LIST('AWSLambda')),
  lambdaMillionRequests: known(0.2, IRISH_LIST('AWSLambda')),
  serverlessGbSeconds: unsure(0.00002, SAGEMAKER, LIKE_VIRGINIA),
  endpointGb: known(0.016, IRISH_BILL),
  millionWriteUnits: unsure(0.70675, DYNAMODB, 'half of what it was before November 2024, when AWS halved it'),
  millionReadUnits: unsure(0.1415, DYNAMODB, 'half of what it was before November 2024, when AWS halved it'),
  tableGbMonths: unsure(0.283, DYNAMODB, REMEMBERED),
  tableBackupGbMonths: unsure(0.226, DYNAMODB, REMEMBERED),
  thousandPuts: unsure(0.005, S3, LIKE_VIRGINIA),
  thousandGets: unsure(0.0004, S3, LIKE_VIRGINIA),
  bucketGbMonths: unsure(0.023, S3, LIKE_VIRGINIA),
  metricMonths: unsure(0.3, CLOUDWATCH, LIKE_VIRGINIA),
  alarmMonths: known(0.1, IRISH_LIST('AmazonCloudWatch')),
  logGb: known(0.57, IRISH_LIST('AmazonCloudWatch')),
  logGbMonths: known(0.03, IRISH_LIST('AmazonCloudWatch')),
  millionPublishes: known(0.5, IRISH_LIST('AmazonSNS')),
  thousandMails: unsure(0.02, SNS, LIKE_VIRGINIA),
  millionQueueRequests: known(0.4, IRISH_LIST('AWSQueueService')),
  instanceHours: {
    'ml.m5.large': unsure(0.128, IRISH_BILL, 'that of a notebook; of ml.m5.xlarge both are the same'),
    'ml.m5.xlarge': known(0.257, IRISH_BILL),
  },
};

/** Regions whose prices are known here. */
export const PRICED_REGIONS = { 'us-east-1': US_EAST_1, 'eu-west-1': EU_WEST_1 } as const;

export type PricedRegion = keyof typeof PRICED_REGIONS;

/** Whether the prices of a region are known here. */
export function isPriced(region: string | undefined): region is PricedRegion {
  return region !== undefined && Object.hasOwn(PRICED_REGIONS, region);
}
