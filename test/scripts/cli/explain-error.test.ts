import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { KinesisClient, ListShardsCommand } from '@aws-sdk/client-kinesis';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { explainError } from '../../../scripts/cli/explain-error.ts';
import { temporaryFile, temporaryFolder } from '../../support/temporary-folder.ts';

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };

async function errorOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

/** Of this machine, where nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a sentence says', () => {
  it.each(['Region is missing', 'Could not load credentials from any providers'])('what to set: %s', (message) => {
    expect(explainError(new Error(message))).toBe(
      `${message}: set AWS_PROFILE and AWS_REGION as for the aws CLI, or paste the exports that npm run local printed`,
    );
  });

  it('that a login has expired', () => {
    const error = Object.assign(new Error('the token has expired'), { name: 'ExpiredTokenException' });
    expect(explainError(error)).toBe('the token has expired: log in again, as for the aws CLI');
  });

  it.each([
    ['HTTP/2', (endpoint: string) => new KinesisClient({ region: 'us-east-1', endpoint, credentials, maxAttempts: 1 })],
    ['HTTP/1.1', (endpoint: string) => new S3Client({ region: 'us-east-1', endpoint, credentials, maxAttempts: 1 })],
  ])('where nothing answers, over %s', async (_, clientOf) => {
    vi.stubEnv('AWS_ENDPOINT_URL', '');
    const port = await closedPort();
    const client = clientOf(`http://127.0.0.1:${port}`);
    const call = () =>
      client instanceof S3Client
        ? client.send(new ListBucketsCommand())
        : client.send(new ListShardsCommand({ StreamName: 'observations' }));
    const error = await errorOf(call);
    expect(explainError(error)).toBe(`nothing answers at 127.0.0.1:${port}`);
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
    expect(explainError(error)).toBe(
      `nothing answers at http://127.0.0.1:${port} (AWS_ENDPOINT_URL): is npm run local still up?`,
    );
  });

  it('which name is not found', () => {
    vi.stubEnv('AWS_ENDPOINT_URL', '');
    const hostname = 'kinesis.eu-west-9.amazonaws.com';
    const cause = Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND', hostname });
    expect(explainError(new Error('the pending stream has been canceled', { cause }))).toBe(
      `${hostname} is not found: is the network up, and AWS_REGION spelt right?`,
    );
  });

  it('which file or folder is in the way', async () => {
    const file = temporaryFile('rows.csv', '');
    const folder = temporaryFolder();
    const sentences = await Promise.all(
      [
        () => mkdirSync(file),
        () => mkdirSync(join(file, 'model')),
        () => writeFileSync(folder, ''),
        () => writeFileSync(join(folder, 'missing', 'rows.csv'), ''),
      ].map(async (work) => explainError(await errorOf(work))),
    );
    expect(sentences).toEqual([
      `${file}: this is a file, wanted a folder`,
      `${join(file, 'model')}: a part of this path is a file, wanted a folder`,
      `${folder}: this is a folder, wanted a file`,
      `${join(folder, 'missing', 'rows.csv')}: there is no such file or folder`,
    ]);
  });

  it('what the error says, where nothing is known about it', () => {
    expect(explainError(new Error('the stream is gone'))).toBe('the stream is gone');
    expect(explainError(new RangeError())).toBe('RangeError');
    expect(explainError('text')).toBe('text');
  });
});
