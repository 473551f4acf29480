import { ServiceError } from './service.ts';

/** What is asked for: the path as it came, still percent-encoded, and the query. */
export interface Target {
  readonly path: string;
  readonly query: URLSearchParams;
}

/**
 * Reads the target of a request line: a path from the root (RFC 9112, 3.2.1) in visible ASCII, whose escapes are UTF-8.
 * Nothing is normalised: `..` is part of an S3 key like any other.
 *
 * @throws {ServiceError} for any other target
 */
export function readTarget(target: string): Target {
  if (!/^\/(?!\/)[\x21-\x7e]*$/.test(target) || target.includes('#') || !isEncoded(target)) {
    const shown = JSON.stringify(target.slice(0, 80));
    throw new ServiceError('InvalidURI', `got the target ${shown}, wanted a percent-encoded path such as /bucket/key`);
  }
  const queryAt = target.indexOf('?');
  if (queryAt < 0) return { path: target, query: new URLSearchParams() };
  return { path: target.slice(0, queryAt), query: new URLSearchParams(target.slice(queryAt)) };
}

function isEncoded(target: string): boolean {
  try {
    decodeURIComponent(target);
    return true;
  } catch {
    return false;
  }
}
