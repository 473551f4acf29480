import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { ARCHIVE_PREFIX } from '../../contracts/archive.ts';
import { ServiceError } from '../../local/gateway/service.ts';
import type { Intercept } from '../../local/local-cloud.ts';

/** Firehose, which can be away. */
export class UnsteadyFirehose {
  isAway = false;

  readonly intercept: Intercept = async (service, _request, proceed) => {
    if (service === 'firehose' && this.isAway) throw new ServiceError('ServiceUnavailableException', 'away', 503);
    return proceed();
  };
}

/** What archiving needs of a running installation. */
export interface ArchiveWorld {
  readonly s3: S3Client;
  readonly archiveBucketName: string;
  readonly firehose: UnsteadyFirehose;
  readonly eventually: (isSo: () => Promise<boolean>) => Promise<boolean>;
  /** Puts an observation on the stream. */
  readonly putOne: () => Promise<unknown>;
}

/** What must happen so that each right of archiving is used. */
export function archiveSteps(world: ArchiveWorld): Readonly<Record<string, () => Promise<boolean>>> {
  const { s3, archiveBucketName: Bucket, firehose, eventually, putOne } = world;
  const has = (isByConsumer: boolean) => async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: ARCHIVE_PREFIX }));
    return Contents.some(({ Key }) => Key!.includes('/consumer-') === isByConsumer);
  };
  return {
    'verdicts are archived': () => eventually(has(false)),
    'verdicts are archived while Firehose is away': async () => {
      firehose.isAway = true;
      await putOne();
      const isArchived = await eventually(has(true));
      firehose.isAway = false;
      return isArchived;
    },
  };
}
