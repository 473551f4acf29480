import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openLineWriter } from '../../../scripts/cli/line-writer.ts';
import { temporaryFile, temporaryFolder } from '../../support/temporary-folder.ts';

/** More than waits in memory. */
const LINES = Array.from({ length: 20_000 }, (_, i) => `${i},${i * i}`);

async function written(file: string) {
  const writer = await openLineWriter(file);
  for (const line of LINES) await writer.write(line);
  return writer;
}

describe('lines', () => {
  test('take the place of a file only when all are written', async () => {
    const file = temporaryFile('rows.csv', 'before');
    const writer = await written(file);
    expect(readFileSync(file, 'utf8')).toBe('before');
    await writer.close();
    expect(readFileSync(file, 'utf8')).toBe(`${LINES.join('\n')}\n`);
    expect(readdirSync(dirname(file))).toEqual(['rows.csv']);
  });

  test('that are discarded leave what was there', async () => {
    const file = temporaryFile('rows.csv', 'before');
    await (await written(file)).discard();
    expect(readFileSync(file, 'utf8')).toBe('before');
    expect(readdirSync(dirname(file))).toEqual(['rows.csv']);
  });

  test('are gzipped where the name says so, the same bytes each time', async () => {
    const files = ['a.csv.gz', 'b.csv.gz'].map((name) => join(temporaryFolder(), 'new', name));
    for (const file of files) await (await written(file)).close();
    const [one, other] = files.map((file) => readFileSync(file));
    expect(gunzipSync(one).toString()).toBe(`${LINES.join('\n')}\n`);
    expect(one).toEqual(other);
  });

  test('go through a pipe and a link as they are', async () => {
    const pipe = join(temporaryFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const received = text(createReadStream(pipe));
    await (await written(pipe)).close();
    expect(await received).toBe(`${LINES.join('\n')}\n`);
    expect(lstatSync(pipe).isFIFO()).toBe(true);

    const file = temporaryFile('rows.csv', 'before');
    const link = join(temporaryFolder(), 'link.csv');
    symlinkSync(file, link);
    await (await written(link)).close();
    expect(readFileSync(file, 'utf8')).toBe(`${LINES.join('\n')}\n`);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  test.runIf(existsSync('/dev/full'))('that a full disk refuses are an error, of close at the latest', async () => {
    const writer = await openLineWriter('/dev/full');
    await writer.write('1');
    await expect(writer.close()).rejects.toThrow('ENOSPC');
  });
});
