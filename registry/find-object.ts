import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';

/** An object, and which one it is. */
export interface FoundObject {
  readonly bytes: Uint8Array;
  readonly ETag: string | undefined;
}

/** Reads an object; undefined where there is none. Whatever else fails is thrown as it is. */
export async function findObject(s3: S3Client, Bucket: string, Key: string): Promise<FoundObject | undefined> {
  try {
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return { bytes: await Body!.transformToByteArray(), ETag };
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
