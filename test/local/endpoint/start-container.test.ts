import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readEntrypoint } from '../../../local/endpoint/read-entrypoint.ts';
import { temporaryFile } from '../../support/temporary-folder.ts';
import { smallContainer } from './small-endpoint.ts';

test('is healthy with the first good ping, not before', async () => {
  const container = await smallContainer({ LOADING_MS: '300' });
  expect(container.isHealthy()).toBe(false);
  await container.healthy(10_000);
  expect(container.isHealthy()).toBe(true);
});

test('a container that does not get healthy in time, or ends before, fails its start', async () => {
  await expect((await smallContainer({ LOADING_MS: '60000' })).healthy(200)).rejects.toThrow(
    'not healthy within 200 ms',
  );
  await expect((await smallContainer({ DIE_AT_ONCE: '1' })).healthy(10_000)).rejects.toThrow('ended with status 3');
});

test('a container that dies is started again', async () => {
  const container = await smallContainer();
  await container.healthy(10_000);
  await fetch(`${container.url}/invocations`, { method: 'POST', body: '{"die":true}' }).catch(() => {});
  while (container.isHealthy()) await sleep(10);
  while (!container.isHealthy()) await sleep(10);
  expect(container.lines.filter((line) => line === 'started')).toHaveLength(2);
  expect(container.lines.join('\n')).toContain('the container ended with status 1 and is started again');
});

test('stopping tells the container first, and waits for it', async () => {
  const container = await smallContainer();
  await container.healthy(10_000);
  await container.stop();
  expect(container.lines).toEqual(['started', 'told to stop']);
});

test.each([
  ['FROM node:24\nENTRYPOINT node server.mjs\n', 'has no exec-form ENTRYPOINT'],
  ['FROM python\nENTRYPOINT ["python", "serve.py"]\n', 'images of Node programs only'],
])('an image that SageMaker or this machine could not start is refused: %j', (dockerfile, message) => {
  const file = temporaryFile('Dockerfile', dockerfile);
  expect(() => readEntrypoint(file.replace(/Dockerfile$/, ''))).toThrow(message);
});
