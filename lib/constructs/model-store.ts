import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { MODEL_PREFIX } from '../../contracts/model-registry.ts';
import { SAMPLE_PREFIX } from '../../contracts/row-sample.ts';
import { TRAINING_PREFIX } from '../../contracts/training-job.ts';
import { PrivateBucket } from './private-bucket.ts';

export interface ModelStoreProps {
  /** Takes the log of who reads the models. */
  readonly accessLogs: PrivateBucket;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The registry of models, the rows that training may take, and for a day what training jobs read and write.
 *
 * It is versioned, so that what is removed or replaced by mistake comes back within 90 days; of the samples, which are
 * replaced all the time and hold rows, only the last one stays, for 90 days.
 */
export class ModelStore extends Construct {
  readonly bucket: PrivateBucket;

  constructor(scope: Construct, id: string, { accessLogs, removalPolicy }: ModelStoreProps) {
    super(scope, id);
    const forget = (prefix: string, days: number) => ({
      prefix,
      noncurrentVersionExpiration: Duration.days(days),
      expiredObjectDeleteMarker: true,
    });
    this.bucket = new PrivateBucket(this, 'Bucket', {
      removalPolicy,
      versioned: true,
      lifecycleRules: [
        forget(MODEL_PREFIX, 90),
        forget(SAMPLE_PREFIX, 1),
        // Of a shard that was split or merged, or of a stream that is watched no longer.
        { prefix: SAMPLE_PREFIX, expiration: Duration.days(90) },
        forget(TRAINING_PREFIX, 1),
        { prefix: TRAINING_PREFIX, expiration: Duration.days(1) },
      ],
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'models/',
    });
  }
}
