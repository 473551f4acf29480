import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { shownData } from '../../../operations/quarantine/shown-data.ts';

test.each([
  ['text', Buffer.from('{"a":1}'), '{"a":1}'],
  ['what would move the cursor', Buffer.from('a\u001b[2Jb\nc'), 'a\ufffd[2Jb\ufffdc'],
  ['gzip', gzipSync('{"a":1}'), 'gzip of {"a":1}'],
  ['no text', Buffer.from([0xff, 0x00, 0x10]), '3 bytes that are no text: ff 00 10'],
  ['broken gzip', Buffer.from([0x1f, 0x8b, 0x10]), '3 bytes that are no text: 1f 8b 10'],
])('%s is shown on one safe line', (_, bytes, text) => {
  expect(shownData(bytes)).toBe(text);
});

test('long data are cut, and said to be', () => {
  expect(shownData(Buffer.from('x'.repeat(5000)))).toBe(`${'x'.repeat(400)}... (5,000 characters)`);
});
