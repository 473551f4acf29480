import { gzipSync } from 'node:zlib';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { LEARNING_STATE_KEY } from '../../contracts/learning-state.ts';
import { archiveKey, decodePointer, POINTER_KEY } from '../../contracts/model-registry.ts';
import { encodeSample, SAMPLE_PREFIX, type SampledRow, sampleKey } from '../../contracts/row-sample.ts';
import { NO_MODEL } from '../../contracts/verdict.ts';
import { seededRandom } from '../../kernels/random.ts';
import { currentOf } from '../../registry/move-pointer.ts';

/** What learning needs of a running installation. */
export interface LearningWorld {
  readonly s3: S3Client;
  readonly modelBucketName: string;
  readonly eventually: (isSo: () => Promise<boolean>) => Promise<boolean>;
  readonly runSchedules: () => Promise<void>;
  readonly isTold: (kind: 'model') => boolean;
  /** Puts an observation on the stream, of a minute and more after the one before. */
  readonly putLater: () => Promise<void>;
}

/** What must happen so that each right is used of the trainer, and of the consumer that keeps rows for it. */
export function learningSteps(world: LearningWorld): Readonly<Record<string, () => Promise<boolean>>> {
  const { s3, modelBucketName: Bucket, eventually, runSchedules, isTold, putLater } = world;
  const current = async () => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: POINTER_KEY }));
    return currentOf(decodePointer(await Body!.transformToString()));
  };
  return {
    'rows are kept for training': () =>
      eventually(async () => {
        await putLater();
        const { KeyCount = 0 } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: SAMPLE_PREFIX }));
        return KeyCount > 0;
      }),
    'a model is trained of what is kept, and judges': async () => {
      const Body = gzipSync(encodeSample(rowsOfAnHour()));
      await s3.send(new PutObjectCommand({ Bucket, Key: sampleKey('shardId-journey'), Body }));
      await runSchedules();
      return eventually(async () => (await current())?.by === 'trainer');
    },
    'the trainer remembers it': () =>
      eventually(async () => {
        const head = s3.send(new HeadObjectCommand({ Bucket, Key: LEARNING_STATE_KEY }));
        return head.then(
          () => true,
          () => false,
        );
      }),
    'a version that cannot be loaded is told of': async () => {
      const { model } = (await current())!;
      await s3.send(new PutObjectCommand({ Bucket, Key: archiveKey(model), Body: 'spoilt' }));
      await runSchedules();
      return eventually(async () => isTold('model'));
    },
  };
}

const ROWS = 1200;

function rowsOfAnHour(): SampledRow[] {
  const untilMs = Date.now();
  const random = seededRandom(1);
  // Nearly normal: of a distribution that ends somewhere, many rows may lie at the end.
  const next = () => Array.from({ length: 6 }, random).reduce((sum, value) => sum + value, 0);
  return Array.from({ length: ROWS }, (_, i) => ({
    identity: `shardId-journey:${i}:0`,
    source: `pump-${i % 10}`,
    arrivalMs: untilMs - (ROWS - i) * 3000,
    features: { a: next(), b: next() },
    modelVersion: NO_MODEL,
    score: 0,
  }));
}
