import { InvalidArgumentError } from 'commander';
import type { Location } from '../../operations/quarantine/location.ts';
import type { Renames } from '../../operations/redrive/rename-features.ts';

/** `bucket`, or `s3://bucket/prefix`. @throws {InvalidArgumentError} for anything else */
export function parseLocation(text: string): Location {
  const [, bucket, prefix = ''] = /^(?:s3:\/\/)?([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(text) ?? [];
  if (bucket === undefined) throw new InvalidArgumentError('wanted a bucket, or s3://bucket/prefix');
  return { bucket, prefix };
}

/** `old=new`, of an option that may be given several times. @throws {InvalidArgumentError} for anything else */
export function addRename(text: string, before: Renames = new Map()): Renames {
  const at = text.indexOf('=');
  const [from, to] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || to === '') throw new InvalidArgumentError('wanted old=new');
  return new Map([...before, [from, to]]);
}
