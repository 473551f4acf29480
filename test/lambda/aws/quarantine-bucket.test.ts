import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { QuarantinedObservation } from '../../../contracts/quarantine.ts';
import { quarantineBucket } from '../../../lambda/aws/quarantine-bucket.ts';
import { Unavailable } from '../../../lambda/failures.ts';

const s3 = mockClient(S3Client);
const quarantine = quarantineBucket('bucket', new S3Client({}));

function quarantined(sequenceNumber: string, index: number): QuarantinedObservation {
  return {
    identity: `shardId-000000000003:${sequenceNumber}:${index}`,
    shardId: 'shardId-000000000003',
    sequenceNumber,
    index,
    partitionKey: 'k\n',
    arrivedAt: '2026-11-20T23:59:59.000Z',
    reason: { code: 'unreadable', path: '', message: 'not JSON' },
    data: 'b29wcw==',
  };
}

beforeEach(() => s3.reset());

describe('the quarantine bucket', () => {
  it('gets one object of lines, its key made of the shard, the day and both ends', async () => {
    const observations = [quarantined('100', 2), quarantined('107', 0)];
    await quarantine(observations);
    const { Body, ...rest } = s3.commandCalls(PutObjectCommand)[0].args[0].input;
    expect(rest).toEqual({
      Bucket: 'bucket',
      Key: expect.stringMatching(/^quarantine\/2026\/11\/20\/shardId-000000000003\/100\.2-107\.0-[0-9a-f]{8}\.jsonl$/),
      ContentType: 'application/jsonl',
    });
    const lines = String(Body).split('\n');
    expect([lines.length, lines.at(-1)]).toEqual([3, '']);
    expect(lines.slice(0, 2).map((line) => JSON.parse(line))).toEqual(observations);
  });

  it('is unavailable when it does not take them', async () => {
    s3.rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    await expect(quarantine([quarantined('1', 0)])).rejects.toThrow(new Unavailable('quarantine', 'AccessDenied: no'));
  });
});
