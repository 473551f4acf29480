import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toPlainText } from '../../contracts/plain-text.ts';
import { hostileText } from '../support/hostile-text.ts';

/** https://www.w3.org/TR/xml/#charsets, and no line breaks. */
const XML_LINE = /^[\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

function codePoints(from: number, to = from): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));
}

describe('plain text', () => {
  it.each([
    ['controls', [...codePoints(0, 0x1f), ...codePoints(0x7f, 0x9f)]],
    ['line and paragraph separators', codePoints(0x2028, 0x2029)],
    [
      'what turns text around',
      ['\u061c', ...codePoints(0x200e, 0x200f), ...codePoints(0x202a, 0x202e), ...codePoints(0x2066, 0x2069)],
    ],
    ['zero width', [...codePoints(0x200b, 0x200d), ...codePoints(0x2060, 0x2064), '\ufeff']],
    ['soft hyphen, grapheme joiner, vowel separator', ['\u00ad', '\u034f', '\u180e']],
    ['fillers and inherent vowels', ['\u115f', '\u1160', '\u3164', '\uffa0', '\u17b4', '\u17b5']],
    ['selectors', [...codePoints(0xfe00, 0xfe0f), ...codePoints(0xe0100, 0xe01ef)]],
    ['tags', codePoints(0xe0000, 0xe007f)],
    ['interlinear annotations', codePoints(0xfff9, 0xfffb)],
    [
      'noncharacters',
      [
        ...codePoints(0xfdd0, 0xfdef),
        ...Array.from({ length: 17 }, (_, plane) =>
          codePoints(plane * 0x10000 + 0xfffe, plane * 0x10000 + 0xffff),
        ).flat(),
      ],
    ],
    ['halves of surrogate pairs', ['\ud800', '\udbff', '\udc00', '\udfff']],
  ])('shows a mark in place of %s', (_, characters) => {
    const left = characters.filter((character) => toPlainText(`a${character}b`) !== 'a\ufffdb');
    expect(left.map((character) => character.codePointAt(0)!.toString(16))).toEqual([]);
  });

  it('keeps letters of all scripts, marks, blanks, private use, and whole emoji', () => {
    const text =
      'pump-7 Größe e\u0301 насос ポンプ 泵 مضخة \u00a0 \ue000 \u{1f600} \u2764\ufe0f 1\ufe0f\u20e3 \u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u{1f1ec}\u{1f1e7}';
    expect(toPlainText(text)).toBe(text);
  });

  it('keeps no joiner, selector or tag that is not within an emoji', () => {
    const england = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';
    expect(toPlainText(`a\ufe0f \u{1f468}\u200d ${england}`)).toBe(
      `a\ufffd \u{1f468}\ufffd \u{1f3f4}${'\ufffd'.repeat(6)}`,
    );
  });

  it('is one line that XML can hold, whatever the text, and stays as it is', () => {
    fc.assert(
      fc.property(hostileText(), (text) => {
        const plain = toPlainText(text);
        expect(plain).toMatch(XML_LINE);
        expect(toPlainText(plain)).toBe(plain);
      }),
    );
  });

  it('takes no longer a character for long texts than for short ones', () => {
    const milliseconds = (length: number) => {
      const text = '\u{1f468}\u200d'.repeat(length);
      const runs = Array.from({ length: 5 }, () => {
        const start = performance.now();
        toPlainText(text);
        return performance.now() - start;
      });
      return Math.min(...runs);
    };
    milliseconds(1000);
    expect(milliseconds(64_000) / milliseconds(4000)).toBeLessThan(64);
  });
});
