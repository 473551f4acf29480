import { setTimeout as sleep } from 'node:timers/promises';
import { type AttributeValue, type DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Alert } from '../../contracts/alert.ts';
import { fromStoredValues, SNAPSHOT_PREFIX, toStoredValues } from '../../contracts/source-state-store.ts';
import type { ShardItem } from '../../lambda/source-state/ports.ts';

export interface SourceStateWorld {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
  readonly bucketName: string;
  /** Puts an observation, padded to so many bytes. */
  put(bytes: number): Promise<unknown>;
  /** Ends the consumer's processes: the next begins with nothing. */
  killConsumer(): void;
  letTimePass(ms: number): void;
  /** Whether an alert of this kind was received. */
  isTold(kind: Alert['kind']): boolean;
  runSchedules(): Promise<void>;
  /** Runs the sweeper alone. */
  sweep(): Promise<unknown>;
  eventually(holds: () => Promise<boolean>): Promise<boolean>;
}

/** A shard takes a megabyte a second. */
const RECORD_BYTES = 900_000;
/** A snapshot is put when eight megabytes were learned. */
const RECORDS = 10;

/** The item of the one shard. */
async function itemIn({ dynamodb, tableName }: SourceStateWorld) {
  const { Items: [first = {}] = [] } = await dynamodb.send(new ScanCommand({ TableName: tableName }));
  return fromStoredValues(first) as Partial<Pick<ShardItem, 'last' | 'lineage' | 'snapshot'>> & {
    readonly shard?: string;
  };
}

/** What must happen with a shard that falls silent, while the clock of the stream is behind that of functions. */
export function silentShardSteps(world: SourceStateWorld): Readonly<Record<string, () => Promise<boolean>>> {
  const isForward = async () => {
    const { last, snapshot } = await itemIn(world);
    return last !== undefined && snapshot?.sequence === last;
  };
  const comesForward = async () => {
    await world.runSchedules();
    return world.eventually(isForward);
  };
  return {
    'what a silent shard knows is kept': comesForward,
    'and what it knew before with it': async () => {
      await world.put(0);
      return (await world.eventually(async () => !(await isForward()))) && comesForward();
    },
  };
}

/** What must happen with what is known of sources, in order. */
export function sourceStateSteps(world: SourceStateWorld): Readonly<Record<string, () => Promise<boolean>>> {
  const { s3, dynamodb, tableName, bucketName: Bucket, eventually } = world;
  const item = () => itemIn(world);
  const snapshots = async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: SNAPSHOT_PREFIX }));
    return Contents.map(({ Key }) => Key!);
  };
  /** Has the shard move behind another record, by a process that knows nothing. */
  const movesAfresh = async () => {
    const { last } = await item();
    world.killConsumer();
    await world.put(0);
    return eventually(async () => (await item()).last !== last);
  };
  /** What takes days is so at once: the shard spoke like a clock, and an hour ago for the last time. */
  const missFromNowOn = async () => {
    const silence = { afterMs: 60_000, usualMs: 1000, sources: 1, source: 'pump' };
    const { at, silent } = toStoredValues({ at: Date.now() - 3_600_000, silent: silence });
    const { shard } = await item();
    const command = new UpdateItemCommand({
      TableName: tableName,
      Key: toStoredValues({ shard }) as Record<string, AttributeValue>,
      UpdateExpression: 'SET lastArrivalMs = :at, silence = :silent',
      ExpressionAttributeValues: { ':at': at, ':silent': silent } as Record<string, AttributeValue>,
    });
    await dynamodb.send(command);
  };
  return {
    'how far a shard came is written down': () => eventually(async () => (await item()).last !== undefined),
    'what is known of sources is kept': async () => {
      const before = (await item()).snapshot?.key;
      for (let i = 0; i < RECORDS; i++) {
        await world.put(RECORD_BYTES);
        world.letTimePass(1000);
      }
      return eventually(async () => (await item()).snapshot?.key !== before);
    },
    'what was kept is known to the next process': movesAfresh,
    'what was kept and is gone is noticed': async () => {
      for (const Key of await snapshots()) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      return (await movesAfresh()) && ((await item()).lineage ?? 0) > 1;
    },
    'a snapshot that nothing names is removed': async () => {
      const Key = `${SNAPSHOT_PREFIX}unnamed`;
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
      await sleep(100);
      await world.runSchedules();
      return eventually(async () => !(await snapshots()).includes(Key));
    },
    'a stream of which nothing comes is told': () =>
      eventually(async () => {
        await missFromNowOn();
        // The sweeper alone: a canary that is on its way is something that comes.
        await world.sweep();
        return world.isTold('no_data');
      }),
  };
}
