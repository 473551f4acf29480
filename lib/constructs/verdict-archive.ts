import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnNamedQuery } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup, LogStream } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ARCHIVE_COLUMNS, ARCHIVE_EXTENSION, ARCHIVE_PREFIX, DELIVERY_PREFIX } from '../../contracts/archive.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { acknowledgeObjectGrant } from './acknowledge-object-grant.ts';
import { ARCHIVE_ERRORS_PREFIX } from './archive-bucket.ts';
import { archiveQueries } from './archive-queries.ts';
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
    const logGroup = new LogGroup(this, 'Logs', {
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const logStream = new LogStream(this, 'LogStream', { logGroup, removalPolicy: RemovalPolicy.DESTROY });
    const role = this.deliveryRole(logGroup);
    const delivery = new CfnDeliveryStream(this, 'Delivery', {
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
    // Firehose checks what its role may do when it is made.
    delivery.node.addDependency(role);
    this.deliveryStreamName = delivery.ref;
    this.#deliveryStreamArn = delivery.attrArn;
    this.describe(settings.name);
  }

  /** What archiving calls: the delivery stream, and the bucket where that does not take something. */
  grantArchive(archivist: BundledFunction): void {
    archivist.allow(['firehose:PutRecordBatch'], this.#deliveryStreamArn);
    archivist.allow(['s3:PutObject'], this.bucket.arnForObjects(`${ARCHIVE_PREFIX}*`));
    const reason = 'Each object of verdicts gets a key of its own under this prefix; the role may only write there.';
    acknowledgeObjectGrant(archivist.role, { bucket: this.bucket, prefix: ARCHIVE_PREFIX, reason });
  }

  /** @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3 */
  private deliveryRole(logGroup: LogGroup): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('firehose.amazonaws.com') });
    const ofBucket = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'];
    const ofObjects = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'];
    role.addToPolicy(new PolicyStatement({ actions: ofBucket, resources: [this.bucket.bucketArn] }));
    for (const prefix of [ARCHIVE_PREFIX, ARCHIVE_ERRORS_PREFIX]) {
      role.addToPolicy(
        new PolicyStatement({ actions: ofObjects, resources: [this.bucket.arnForObjects(`${prefix}*`)] }),
      );
      const reason = 'Firehose chooses the keys of objects under this prefix, and reads what of an upload is there.';
      acknowledgeObjectGrant(role, { bucket: this.bucket, prefix, reason });
    }
    logGroup.grant(role, 'logs:PutLogEvents');
    return role;
  }

  /** The table, whose partitions follow from the clock, so that nobody has to look for new ones. */
  private describe(installation: string): void {
    const catalogId = Stack.of(this).account;
    const databaseName = `${installation.toLowerCase().replaceAll('-', '_')}_archive`;
    const database = new CfnDatabase(this, 'Database', { catalogId, databaseInput: { name: databaseName } });
    const location = `s3://${this.bucket.bucketName}/${ARCHIVE_PREFIX}`;
    const table = new CfnTable(this, 'Verdicts', {
      catalogId,
      databaseName,
      tableInput: {
        name: 'verdicts',
        description: 'All verdicts; one that was delivered again stands there twice, with the same identity',
        tableType: 'EXTERNAL_TABLE',
        partitionKeys: [
          { name: 'day', type: 'string', comment: 'UTC, in which it was archived: 2026-11-28' },
          { name: 'hour', type: 'string', comment: 'UTC: 00 to 23' },
        ],
        parameters: {
          EXTERNAL: 'TRUE',
          'projection.enabled': 'true',
          'projection.day.type': 'date',
          'projection.day.format': 'yyyy-MM-dd',
          'projection.day.range': '2026-01-01,NOW',
          'projection.hour.type': 'integer',
          'projection.hour.range': '0,23',
          'projection.hour.digits': '2',
          'storage.location.template': `${location}day=\${day}/hour=\${hour}/`,
        },
        storageDescriptor: {
          columns: Object.entries(ARCHIVE_COLUMNS).map(([name, type]) => ({ name, type })),
          location,
          inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          serdeInfo: {
            serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
            // Names of features and labels keep their capitals.
            parameters: { 'case.insensitive': 'FALSE', 'ignore.malformed.json': 'TRUE' },
          },
        },
      },
    });
    table.addResourceDependency(database);
    for (const [name, { description, sql }] of Object.entries(archiveQueries(databaseName))) {
      const query = new CfnNamedQuery(this, name.replaceAll(' ', ''), {
        database: databaseName,
        name: `${installation}: ${name}`,
        description,
        queryString: sql,
      });
      query.addResourceDependency(table);
    }
  }
}
