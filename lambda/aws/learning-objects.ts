import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  decodeLearningState,
  encodeLearningState,
  LEARNING_STATE_KEY,
  type LearningState,
} from '../../contracts/learning-state.ts';
import { MAX_SAMPLE_BYTES } from '../../contracts/row-sample.ts';
import { findObject } from '../../registry/find-object.ts';
import { packedSamples } from '../../registry/packed-samples.ts';

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
  return {
    async *samples() {
      for await (const packed of packedSamples(s3, Bucket)) {
        const text = await unpacked(packed);
        if (text !== undefined) yield text;
      }
    },
    async readState() {
      const object = await findObject(s3, Bucket, LEARNING_STATE_KEY);
      return object && decodeLearningState(new TextDecoder().decode(object.bytes));
    },
    async writeState(state) {
      const Body = encodeLearningState(state);
      await s3.send(new PutObjectCommand({ Bucket, Key: LEARNING_STATE_KEY, Body, ContentType: 'application/json' }));
    },
  };
}

const unzip = promisify(gunzip);

async function unpacked(bytes: Uint8Array): Promise<string | undefined> {
  try {
    return (await unzip(bytes, { maxOutputLength: MAX_SAMPLE_BYTES })).toString();
  } catch {
    return undefined;
  }
}
