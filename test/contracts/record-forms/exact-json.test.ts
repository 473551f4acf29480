import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../../../contracts/record-forms/exact-json.ts';
import { read } from '../../support/decode.ts';

describe('an integer beyond 2^53', () => {
  it('keeps its digits as id, source and label, and is its number as a feature', () => {
    const record =
      '{"source":9007199254740993,"id":1234567890123456789,"labels":{"order":-9007199254740995},"x":12345678901234567890}';
    expect(read(record)).toMatchObject([
      {
        source: '9007199254740993',
        id: '1234567890123456789',
        labels: { order: '-9007199254740995' },
        features: { x: Number('12345678901234567890') },
      },
    ]);
  });

  it('keeps them in every form: lines, arrays, texts, through a mapping', () => {
    const record = '{"id":1234567890123456789,"x":1}';
    const expected = { id: '1234567890123456789', features: { x: 1 } };
    expect(read(`[${record},${record}]`)).toMatchObject([expected, expected]);
    expect(read(`${record}\n${record}`)).toMatchObject([expected, expected]);
    const body = JSON.stringify(record);
    expect(read(`{"log":${body}}`)).toMatchObject([expected]);
    expect(read(`{"body":${body}}`, { observations: 'body|json' })).toMatchObject([expected]);
    expect(read('{"order":[1234567890123456789],"x":1}', { id: 'order.0' })).toMatchObject([expected]);
  });

  it('is a time like any other', () => {
    expect(read('{"timestamp":-1e0,"x":1}')).toMatchObject([{ timestampMs: -1000 }]);
    expect(parseExactJson('{"a": 1763640000000000000}')).toEqual({ a: '1763640000000000000' });
  });
});

describe('every other number', () => {
  it.each([
    '{"a":9007199254740991}',
    '{"a":0.12345678901234567}',
    '{"a":[1234567890123456789.5,1234567890123456789e2,1e999]}',
    '{"a":"1234567890123456789","b":"x: 1234567890123456789"}',
    `{"a":${'1'.repeat(400)}}`,
  ])('is what JSON says: %s', (text) => {
    expect(parseExactJson(text)).toEqual(JSON.parse(text));
  });

  it('is what JSON says, however deep it is nested', () => {
    const text = `${'['.repeat(50_000)}1234567890123456789${']'.repeat(50_000)}`;
    let value = parseExactJson(text);
    while (Array.isArray(value)) [value] = value;
    expect(Number(value)).toBe(Number('1234567890123456789'));
  });
});
