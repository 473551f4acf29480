import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ARCHIVE_PREFIX } from '../../contracts/archive.ts';
import { PrivateBucket } from './private-bucket.ts';

export interface ArchiveBucketProps {
  /** Takes the log of who reads the archive. */
  readonly accessLogs: PrivateBucket;
  readonly removalPolicy: RemovalPolicy;
  /** A verdict is kept for so many days. */
  readonly days: number;
}

/** What the delivery stream could not understand of its own configuration goes there; people look at it. */
export const ARCHIVE_ERRORS_PREFIX = 'errors/';

/**
 * The archive of verdicts. It is there also where nothing is archived, empty and free: so archiving is switched off and
 * on without losing what was archived, and nothing that another stack imports ever goes.
 */
export class ArchiveBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, { accessLogs, removalPolicy, days }: ArchiveBucketProps) {
    super(scope, id, {
      removalPolicy,
      lifecycleRules: [
        { prefix: ARCHIVE_PREFIX, expiration: Duration.days(days) },
        { prefix: ARCHIVE_ERRORS_PREFIX, expiration: Duration.days(30) },
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'archive/',
    });
  }
}
