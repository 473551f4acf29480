import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { LEARNING_STATE_KEY } from '../../contracts/learning-state.ts';
import { MODEL_PREFIX } from '../../contracts/model-registry.ts';
import { SAMPLE_PREFIX } from '../../contracts/row-sample.ts';
import { RULES_KEY, RULES_PREFIX } from '../../contracts/rules-object.ts';
import { trainingJobPrefixes } from '../../contracts/training-job.ts';
import { acknowledgeObjectGrant } from './acknowledge-object-grant.ts';
import type { BundledFunction } from './bundled-function.ts';

/** The registry of models, seen from another stack. */
export class InstalledModels extends Construct {
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string, bucketName: string) {
    super(scope, id);
    this.bucket = Bucket.fromBucketName(this, 'Bucket', bucketName);
  }

  /** What scoring by any version calls: it reads which one judges, and takes it along where the endpoint has none. */
  grantJudge(judge: BundledFunction): void {
    judge.allow(['s3:GetObject'], this.bucket.arnForObjects(`${MODEL_PREFIX}*`));
    this.acknowledge(judge, 'the role may only read there.');
  }

  /**
   * What putting a version there calls, and moving the pointer. Without the right to list, S3 refuses what is not
   * there, too.
   */
  grantRegister(registrar: BundledFunction): void {
    registrar.allow(['s3:GetObject', 's3:PutObject'], this.bucket.arnForObjects(`${MODEL_PREFIX}*`));
    registrar.allow(['s3:ListBucket'], this.bucket.bucketArn);
    this.acknowledge(registrar, 'the role may read and write there, not delete.');
  }

  /** What reading the rules that hold calls. */
  grantReadRules(reader: BundledFunction): void {
    reader.allow(['s3:GetObject'], this.bucket.arnForObjects(RULES_KEY));
  }

  /** What having the first rules hold calls; the right to list is that of registering. */
  grantSeedRules(registrar: BundledFunction): void {
    registrar.allow(['s3:GetObject', 's3:PutObject'], this.bucket.arnForObjects(`${RULES_PREFIX}*`));
    const reason = 'Each version of the rules has a key of its own under this prefix; the role may not delete there.';
    acknowledgeObjectGrant(registrar.role, { bucket: this.bucket, prefix: RULES_PREFIX, reason });
  }

  private acknowledge({ role }: BundledFunction, what: string): void {
    const reason = `Each version of a model has keys of its own under this prefix; ${what}`;
    acknowledgeObjectGrant(role, { bucket: this.bucket, prefix: MODEL_PREFIX, reason });
  }

  /** What training calls: samples and versions are read, versions and what the trainer knows are put there. */
  grantTrain(trainer: BundledFunction): void {
    const objects = (prefix: string) => this.bucket.arnForObjects(`${prefix}*`);
    const own = LEARNING_STATE_KEY.slice(0, LEARNING_STATE_KEY.indexOf('/') + 1);
    for (const prefix of [MODEL_PREFIX, own]) trainer.allow(['s3:GetObject', 's3:PutObject'], objects(prefix));
    trainer.allow(['s3:GetObject'], objects(SAMPLE_PREFIX));
    trainer.allow(['s3:GetObject'], this.bucket.arnForObjects(RULES_KEY));
    trainer.allow(['s3:ListBucket'], this.bucket.bucketArn);
    const reason = 'Objects under this prefix have keys of versions or shards; the role may not delete there.';
    for (const prefix of [MODEL_PREFIX, own, SAMPLE_PREFIX]) {
      acknowledgeObjectGrant(trainer.role, { bucket: this.bucket, prefix, reason });
    }
  }

  /** What SageMaker calls for a training job: it lists and reads the rows that were put for it, and puts the result. */
  grantTrainInJob(role: Role): void {
    const { rows, output } = trainingJobPrefixes('*');
    const { bucket } = this;
    const statements = [
      { actions: ['s3:ListBucket'], resources: [bucket.bucketArn] },
      { actions: ['s3:GetObject'], resources: [bucket.arnForObjects(`${rows}*`)] },
      { actions: ['s3:PutObject'], resources: [bucket.arnForObjects(`${output}*`)] },
    ];
    for (const each of statements) role.addToPolicy(new PolicyStatement(each));
    const reason = 'Jobs and their files are not known beforehand; rows may only be read, results only be put.';
    for (const prefix of [rows, output]) acknowledgeObjectGrant(role, { bucket, prefix, reason });
  }

  /** What keeping rows for training calls. Without the right to list, S3 refuses what is not there, too. */
  grantKeepSamples(keeper: BundledFunction): void {
    keeper.allow(['s3:GetObject', 's3:PutObject'], this.bucket.arnForObjects(`${SAMPLE_PREFIX}*`));
    keeper.allow(['s3:ListBucket'], this.bucket.bucketArn);
    const reason =
      'Each shard has an object of its own under this prefix; the role may read and write there, not delete.';
    acknowledgeObjectGrant(keeper.role, { bucket: this.bucket, prefix: SAMPLE_PREFIX, reason });
  }
}
