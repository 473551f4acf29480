import { rmSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveModel } from '../../../model/save-model.ts';
import { bundledProgram, startProgram, temporaryFolder } from '../running-program.ts';
import { smallModel, USUAL } from '../small-model.ts';

let program: string;
beforeAll(() => {
  program = bundledProgram();
});
afterAll(() => rmSync(path.dirname(program), { recursive: true }));

async function startServing(modelDir: string) {
  const env = { WEIR_MODEL_DIR: modelDir, WEIR_HOST: '127.0.0.1', SAGEMAKER_BIND_TO_PORT: '0' };
  const running = startProgram(program, ['serve'], env);
  const { port } = await running.line('listening');
  return { ...running, port: Number(port) };
}

async function modelFolder(): Promise<string> {
  const dir = temporaryFolder();
  await saveModel(smallModel, dir);
  return dir;
}

describe('the bundled program', () => {
  it('loads the model folder, listens where SageMaker says and serves it', async () => {
    const { port, line } = await startServing(await modelFolder());
    expect(await line('model loaded')).toMatchObject({ modelVersion: smallModel.version });
    expect((await fetch(`http://127.0.0.1:${port}/ping`)).status).toBe(200);
    const response = await fetch(`http://127.0.0.1:${port}/invocations`, {
      method: 'POST',
      body: JSON.stringify([USUAL]),
      headers: { 'content-type': 'application/json' },
    });
    expect(await response.json()).toMatchObject({ scores: [{ modelVersion: smallModel.version }] });
  });

  it('on SIGTERM finishes the request that it has begun, refuses new ones, and exits with 0', async () => {
    const { port, line, child, ended } = await startServing(await modelFolder());
    await line('model loaded');
    const body = JSON.stringify([USUAL]);
    const headers = { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' };
    const begun = request({ port, host: '127.0.0.1', method: 'POST', path: '/invocations', headers });
    begun.flushHeaders();
    // the server has the headers
    await new Promise((resolve) => begun.once('continue', resolve));
    child.kill('SIGTERM');
    await refused(port);
    const answered = new Promise<{ statusCode?: number; body: string }>((resolve) => {
      begun.once('response', async (response) =>
        resolve({ statusCode: response.statusCode, body: await text(response) }),
      );
    });
    begun.end(body);
    expect(await answered).toMatchObject({ statusCode: 200, body: expect.stringContaining('"score":') });
    expect(await ended).toBe(0);
  });

  it('says in one line why a model cannot be loaded, and ends instead of waiting for a health check to time out', async () => {
    const empty = temporaryFolder();
    const running = startProgram(program, ['serve'], {
      WEIR_MODEL_DIR: empty,
      WEIR_HOST: '127.0.0.1',
      SAGEMAKER_BIND_TO_PORT: '0',
    });
    expect(await running.ended).toBe(1);
    const errors = running.lines.filter(({ level }) => level === 'ERROR');
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining(`${empty}/model.json is not there`) }),
    ]);
  });

  it('knows only serve and train', async () => {
    const running = startProgram(program, ['explain'], {});
    expect(await running.ended).toBe(1);
    expect(running.lines).toMatchObject([
      { level: 'ERROR', message: 'got the command "explain", wanted serve or train' },
    ]);
  });
});

/** Resolves when the port takes no new connection. */
async function refused(port: number): Promise<void> {
  for (;;) {
    try {
      await fetch(`http://127.0.0.1:${port}/ping`);
    } catch {
      return;
    }
  }
}
