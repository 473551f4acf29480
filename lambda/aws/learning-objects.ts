import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  decodeLearningState,
  encodeLearningState,
  LEARNING_STATE_KEY,
  type LearningState,
} from '../../contracts/learning-state.ts';
import { MAX_SAMPLE_BYTES, SAMPLE_PREFIX } from '../../contracts/row-sample.ts';

/** What the trainer reads and writes in the bucket of models beside the registry. Whatever fails is thrown. */
export interface LearningObjects {
  /** The lines of each shard's sample; one that cannot be unpacked is passed over. */
  samples(): AsyncIterable<string>;
  /** Undefined where there is none yet, or where it cannot be read. */
  readState(): Promise<LearningState | undefined>;
  writeState(state: LearningState): Promise<void>;
}

/** Keeps them as objects, `samples/SHARD.jsonl.gz` and `trainer/state.json`. */
export function learningObjects(Bucket: string, s3: S3Client): LearningObjects {
  const get = async (Key: string) => {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return await Body!.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  };
  return {
    async *samples() {
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: SAMPLE_PREFIX })) {
        for (const { Key } of Contents) {
          const text = await unpacked(await get(Key!));
          if (text !== undefined) yield text;
        }
      }
    },
    async readState() {
      const bytes = await get(LEARNING_STATE_KEY);
      return bytes && decodeLearningState(new TextDecoder().decode(bytes));
    },
    async writeState(state) {
      const Body = encodeLearningState(state);
      await s3.send(new PutObjectCommand({ Bucket, Key: LEARNING_STATE_KEY, Body, ContentType: 'application/json' }));
    },
  };
}

const unzip = promisify(gunzip);

async function unpacked(bytes: Uint8Array | undefined): Promise<string | undefined> {
  if (bytes === undefined) return undefined;
  try {
    return (await unzip(bytes, { maxOutputLength: MAX_SAMPLE_BYTES })).toString();
  } catch {
    return undefined;
  }
}
