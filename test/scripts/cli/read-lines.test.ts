import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLines } from '../../../scripts/cli/read-lines.ts';
import { hostileText } from '../../support/hostile-text.ts';

test('every line of JSON is one line, wherever the stream is cut and whatever the strings', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostileText(), { maxLength: 4 }), fc.integer({ min: 1, max: 9 }), async (texts, size) => {
      const bytes = Buffer.from(texts.map((text) => `${JSON.stringify(text)}\n`).join(''));
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      const lines = await Array.fromAsync(readLines(Readable.from(pieces, { objectMode: false })));
      expect(lines.map((line) => JSON.parse(line))).toEqual(texts);
    }),
  );
});

test('lines end at line feeds alone, and the last one may lack its own', async () => {
  const lines = await Array.fromAsync(readLines(Readable.from(['a\u2028b\rc\u0085d\u2029e\n\nf'])));
  expect(lines).toEqual(['a\u2028b\rc\u0085d\u2029e', '', 'f']);
});
