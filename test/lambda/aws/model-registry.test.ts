import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { archiveKey, EMPTY_POINTER, encodePointer, POINTER_KEY } from '../../../contracts/model-registry.ts';
import { registeredModels } from '../../../lambda/aws/model-registry.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { pointerTo } from '../../support/consumer/pointers.ts';

const bucket = mockClient(S3Client);
const IDS = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(64));

afterEach(() => {
  bucket.reset();
});

function open() {
  return registeredModels('models', new S3Client({ region: 'eu-west-1' }));
}

function holds(key: string, text: string): void {
  bucket
    .on(GetObjectCommand, { Bucket: 'models', Key: key })
    .callsFake(() => ({ Body: { transformToByteArray: async () => Buffer.from(text) } }));
}

const missing = () => new NoSuchKey({ message: 'no', $metadata: {} });

describe('the registry, as scoring reads it', () => {
  it('gives the pointer as it is each time, and an empty one of a fresh registry', async () => {
    bucket.on(GetObjectCommand).rejects(missing());
    const { pointer } = open();
    expect(await pointer()).toEqual(EMPTY_POINTER);
    holds(POINTER_KEY, encodePointer(pointerTo(IDS[0])));
    expect(await pointer()).toEqual(pointerTo(IDS[0]));
  });

  it.each([
    ['is away', () => bucket.on(GetObjectCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }))],
    ['has a pointer that is not as it was written', () => holds(POINTER_KEY, '{}')],
  ])('is unavailable where it %s', async (_, set) => {
    set();
    await expect(open().pointer()).rejects.toMatchObject({ name: 'Unavailable', port: 'models' });
  });

  it('reads the archive of a version once while it is used, and three at most are kept', async () => {
    for (const id of IDS) holds(archiveKey(id), id);
    const { archiveOf } = open();
    for (const id of [IDS[0], IDS[1], IDS[0], IDS[2], IDS[0], IDS[3], IDS[0]]) {
      expect(Buffer.from(await archiveOf(id)).toString()).toBe(id);
    }
    expect(bucket.commandCalls(GetObjectCommand)).toHaveLength(4);
    await archiveOf(IDS[1]);
    expect(bucket.commandCalls(GetObjectCommand)).toHaveLength(5);
  });

  it('says which version it does not hold, and is waited for', async () => {
    bucket.on(GetObjectCommand).rejects(missing());
    await expect(open().archiveOf(IDS[0])).rejects.toThrow(Unavailable);
    await expect(open().archiveOf(IDS[0])).rejects.toThrow('does not hold version aaaaaaaaaaaa');
  });
});
