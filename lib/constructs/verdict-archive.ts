import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup, LogStream } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ARCHIVE_EXTENSION, ARCHIVE_PREFIX, DELIVERY_PREFIX } from '../../contracts/archive.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { acknowledgeObjectGrant } from './acknowledge-object-grant.ts';
import { ARCHIVE_ERRORS_PREFIX } from './archive-bucket.ts';
import { ArchiveTable } from './archive-table.ts';
import type { BundledFunction } from './bundled-function.ts';

export interface VerdictArchiveProps {
  readonly settings: Pick<Settings, 'name' | 'logRetentionDays'>;
  readonly bucket: IBucket;
}

/** An object at least so often, or sooner when it has grown to 128 MB. */
const SECONDS = 300;

/** What brings verdicts into the archive's bucket, the table over it, and the questions that people ask it. */
export class VerdictArchive extends Construct {
  readonly bucket: IBucket;
  readonly deliveryStreamName: string;
  readonly #deliveryStreamArn: string;

  constructor(scope: Construct, id: string, { settings, bucket }: VerdictArchiveProps) {
    super(scope, id);
    this.bucket = bucket;
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('firehose.amazonaws.com') });
    const delivery = this.delivery(role, settings.logRetentionDays);
    // Firehose checks what its role may do when it is made.
    delivery.node.addDependency(role);
    this.deliveryStreamName = delivery.ref;
    this.#deliveryStreamArn = delivery.attrArn;
    new ArchiveTable(this, 'Table', { installation: settings.name, bucket });
  }

  /** What archiving calls: the delivery stream, and the bucket where that does not take something. */
  grantArchive(archivist: BundledFunction): void {
    archivist.allow(['firehose:PutRecordBatch'], this.#deliveryStreamArn);
    archivist.allow(['s3:PutObject'], this.bucket.arnForObjects(`${ARCHIVE_PREFIX}*`));
    const reason = 'Each object of verdicts gets a key of its own under this prefix; the role may only write there.';
    acknowledgeObjectGrant(archivist.role, { bucket: this.bucket, prefix: ARCHIVE_PREFIX, reason });
  }

  private delivery(role: Role, retention: number): CfnDeliveryStream {
    const { bucket } = this;
    const logGroup = new LogGroup(this, 'Logs', { retention, removalPolicy: RemovalPolicy.DESTROY });
    const logStream = new LogStream(this, 'LogStream', { logGroup, removalPolicy: RemovalPolicy.DESTROY });
    logGroup.grant(role, 'logs:PutLogEvents');
    this.allowToPut(role);
    return new CfnDeliveryStream(this, 'Delivery', {
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
      extendedS3DestinationConfiguration: {
        roleArn: role.roleArn,
        bucketArn: bucket.bucketArn,
        prefix: DELIVERY_PREFIX,
        errorOutputPrefix: `${ARCHIVE_ERRORS_PREFIX}!{firehose:error-output-type}/`,
        fileExtension: ARCHIVE_EXTENSION,
        compressionFormat: 'GZIP',
        bufferingHints: { intervalInSeconds: SECONDS, sizeInMBs: 128 },
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: logGroup.logGroupName,
          logStreamName: logStream.logStreamName,
        },
      },
    });
  }

  /** @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3 */
  private allowToPut(role: Role): void {
    const ofBucket = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'];
    const ofObjects = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'];
    role.addToPolicy(new PolicyStatement({ actions: ofBucket, resources: [this.bucket.bucketArn] }));
    // What goes under the prefix of errors is what it could not convert or process, and here it does neither.
    const resources = [this.bucket.arnForObjects(`${ARCHIVE_PREFIX}*`)];
    role.addToPolicy(new PolicyStatement({ actions: ofObjects, resources }));
    const reason = 'Firehose chooses the keys of objects under this prefix, and reads what of an upload is there.';
    acknowledgeObjectGrant(role, { bucket: this.bucket, prefix: ARCHIVE_PREFIX, reason });
  }
}
