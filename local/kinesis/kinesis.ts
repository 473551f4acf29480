import { kinesisError } from './kinesis-error.ts';
import { type PutEntry, Stream, type StreamSettings } from './stream.ts';

export interface KinesisOptions {
  readonly now: () => number;
  readonly region?: string;
  readonly accountId?: string;
  /** Fault injection: entries of PutRecord and PutRecords that are refused as if their shard were over its limits. */
  readonly refusePut?: (entry: PutEntry & { readonly streamName: string }) => boolean;
}

/** The streams of one account in one region, in memory. */
export class Kinesis {
  readonly now: () => number;
  readonly region: string;
  readonly accountId: string;
  readonly refusePut: NonNullable<KinesisOptions['refusePut']>;
  readonly #streams = new Map<string, Stream>();

  constructor(options: KinesisOptions) {
    this.now = options.now;
    this.region = options.region ?? 'us-east-1';
    this.accountId = options.accountId ?? '000000000000';
    this.refusePut = options.refusePut ?? (() => false);
  }

  /** Makes a stream that is ACTIVE at once, as CloudFormation leaves it; what is not given gets AWS's default. */
  createStream(settings: Pick<StreamSettings, 'name'> & Partial<StreamSettings>): Stream {
    const mode = settings.mode ?? 'PROVISIONED';
    const stream = new Stream(
      {
        name: settings.name,
        mode,
        shardCount: settings.shardCount ?? (mode === 'ON_DEMAND' ? ON_DEMAND_SHARDS : 1),
        retentionHours: settings.retentionHours ?? 24,
        encrypted: settings.encrypted ?? false,
        maxRecordSizeKiB: settings.maxRecordSizeKiB ?? 1024,
      },
      `arn:aws:kinesis:${this.region}:${this.accountId}:stream/${settings.name}`,
      this.now,
    );
    if (this.findStream(stream.name)) {
      const message = `Stream ${stream.name} under account ${this.accountId} already exists.`;
      throw kinesisError('ResourceInUseException', message);
    }
    this.#streams.set(stream.name, stream);
    return stream;
  }

  /** By name or ARN. */
  findStream(nameOrArn: string): Stream | undefined {
    const stream = this.#streams.get(nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1));
    if (!stream || (nameOrArn.startsWith('arn:') && nameOrArn !== stream.arn)) return undefined;
    if (!stream.isGone) return stream;
    this.#streams.delete(stream.name);
    return undefined;
  }

  /** In order of their names. */
  get streams(): readonly Stream[] {
    const all = [...this.#streams.values()].filter((stream) => !stream.isGone);
    return all.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/** An on-demand stream begins with 4 MiB/s of writes: four shards. */
const ON_DEMAND_SHARDS = 4;

/** Makes a Kinesis without streams, all in memory. */
export function createKinesis(options: KinesisOptions): Kinesis {
  return new Kinesis(options);
}
