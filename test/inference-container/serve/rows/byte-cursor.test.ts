import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../../../inference-container/serve/rows/byte-cursor.ts';

/** The number that the whole text is, by our reader; NaN if it is none. */
function read(text: string): number {
  const cursor = new ByteCursor(Buffer.from(text));
  const value = cursor.takeNumber();
  return cursor.atEnd ? value : NaN;
}

/** The same by the engine's own reader of JSON. */
function readByEngine(text: string): number {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'number' && Number.isFinite(value) && text.trim() === text ? value : NaN;
  } catch {
    return NaN;
  }
}

describe('a number read from bytes', () => {
  it('is bit for bit the one that the engine reads, whatever its digits', () => {
    const digits = (max: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 0, maxLength: max });
    const sign = fc.constantFrom('', '-', '+');
    const text = fc
      .tuple(sign, digits(20), fc.constantFrom('', '.'), digits(25), fc.constantFrom('', 'e', 'E-', 'e+'), digits(3))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (number) => {
        expect(read(number)).toBe(readByEngine(number));
      }),
      { numRuns: 5000 },
    );
  });

  it('is bit for bit the one that JSON.stringify wrote', () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
        expect(read(JSON.stringify(value))).toBe(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 5000 },
    );
  });

  it.each(['', '-', '.5', '5.', '01', '-01', '+1', '1e', '1e+', '0x10', '1_0', 'NaN', 'Infinity', '1e999', '--1'])(
    'is not read from %j',
    (text) => {
      expect(read(text)).toBeNaN();
    },
  );
});

describe('a value passed without being parsed', () => {
  it('ends where the value ends, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(',', ']', '}', ' ', '\n'), (json, next) => {
        const cursor = new ByteCursor(Buffer.from(` ${json}${next}tail`));
        expect(cursor.takeValue().toString()).toBe(json);
        expect(cursor.bytes.toString('utf8', cursor.at)).toBe(`${next}tail`);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['{"a": [1, 2', '"never closed', '"\\', '[[[[', '{"a": "\\"}'])(
    'ends with the bytes when %j does not',
    (text) => {
      const cursor = new ByteCursor(Buffer.from(text));
      expect(cursor.takeValue().toString()).toBe(text);
      expect(cursor.atEnd).toBe(true);
    },
  );
});
