import { InvalidArgumentError } from 'commander';

/** A part of an S3 bucket: every object whose key begins with the prefix. */
export interface Location {
  readonly bucket: string;
  /** '' for the whole bucket. */
  readonly prefix: string;
}

/** Of a command's option: `bucket`, or `s3://bucket/prefix`. */
export function parseLocation(text: string): Location {
  const [, bucket, prefix = ''] = /^(?:s3:\/\/)?([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(text) ?? [];
  if (bucket === undefined) throw new InvalidArgumentError('wanted a bucket, or s3://bucket/prefix');
  return { bucket, prefix };
}
