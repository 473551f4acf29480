import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Clock } from '../event-source-mapping/clock.ts';
import type { Authoriser } from '../iam/authoriser.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import { type AwsEnvironment, PARTITION } from '../template/aws-environment.ts';
import type { ResolvedAssembly, Resource } from '../template/resolve-assembly.ts';

/** Brings records where their delivery stream says. */
export type DeliverRecords = (records: readonly Uint8Array[]) => void;

export interface DeliveryOptions {
  readonly objects: Pick<ObjectStore, 'put'>;
  readonly authorise: Authoriser['authorise'];
  readonly clock: Pick<Clock, 'now'>;
  readonly log: (text: string) => void;
}

interface Destination {
  readonly BucketARN: string;
  readonly RoleARN: string;
  readonly Prefix?: string;
  readonly FileExtension?: string;
  readonly CompressionFormat?: 'GZIP' | 'UNCOMPRESSED';
  readonly CloudWatchLoggingOptions?: { readonly LogGroupName: string; readonly LogStreamName: string };
}

/** The delivery streams of the templates, by name: those that put objects into S3 as they are. */
export function startDeliveryStreams(
  app: ResolvedAssembly,
  options: DeliveryOptions,
): ReadonlyMap<string, DeliverRecords> {
  const streams = app.resourcesOf('AWS::KinesisFirehose::DeliveryStream');
  return new Map(streams.map((stream) => [stream.ref, deliverTo(stream, app.place, options)]));
}

/**
 * What cannot be put is not refused, because Firehose has taken it already: it would try for a day. Here the log says
 * so.
 */
function deliverTo(
  { ref, properties }: Resource,
  place: AwsEnvironment,
  { objects, authorise, clock, log }: DeliveryOptions,
): DeliverRecords {
  const destination = properties.ExtendedS3DestinationConfiguration as unknown as Destination;
  const { BucketARN, RoleARN, Prefix = '', FileExtension = '', CompressionFormat } = destination;
  const { LogGroupName, LogStreamName } = destination.CloudWatchLoggingOptions ?? {};
  const logs = `arn:${PARTITION}:logs:${place.region}:${place.accountId}:log-group:${LogGroupName}:log-stream:${LogStreamName}`;
  return (records) => {
    const at = new Date(clock.now());
    const name = `${ref}-1-${at.toISOString().slice(0, 19).replaceAll(/[T:]/g, '-')}-${randomUUID()}`;
    const key = `${prefixAt(Prefix, at)}${name}${FileExtension}`;
    const bytes = Buffer.concat(records);
    try {
      authorise('s3', RoleARN, permissionsFor(BucketARN, key));
      // It would need that to say what went wrong: it is asked for before anything does.
      if (LogGroupName) authorise('logs', RoleARN, [{ action: 'logs:PutLogEvents', resource: logs }]);
      objects.put(BucketARN.split(':').at(-1)!, key, CompressionFormat === 'GZIP' ? gzipSync(bytes) : bytes);
    } catch (error) {
      log(`delivery stream ${ref} could not put ${key}: ${error}`);
    }
  };
}

/**
 * What Firehose needs of its role to put an object.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3
 */
function permissionsFor(bucketArn: string, key: string) {
  const ofBucket = ['GetBucketLocation', 'ListBucket', 'ListBucketMultipartUploads'];
  const ofObject = ['AbortMultipartUpload', 'GetObject', 'PutObject'];
  return [
    ...ofBucket.map((action) => ({ action: `s3:${action}`, resource: bucketArn })),
    ...ofObject.map((action) => ({ action: `s3:${action}`, resource: `${bucketArn}/${key}` })),
  ];
}

/**
 * A prefix with its expressions of time replaced, which are of UTC.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 * @throws for an expression that the local cloud does not know
 */
export function prefixAt(prefix: string, at: Date): string {
  const text = at.toISOString();
  const parts: Readonly<Record<string, string>> = {
    yyyy: text.slice(0, 4),
    MM: text.slice(5, 7),
    dd: text.slice(8, 10),
    HH: text.slice(11, 13),
  };
  return prefix.replaceAll(/!\{([^:}]+):([^}]+)\}/g, (whole, namespace: string, pattern: string) => {
    if (namespace !== 'timestamp') throw new Error(`the local Firehose does not know ${whole} in a prefix`);
    return pattern.replaceAll(/[A-Za-z]+/g, (letters) => {
      const part = parts[letters];
      if (part === undefined) throw new Error(`the local Firehose does not know ${letters} of ${whole} in a prefix`);
      return part;
    });
  });
}
