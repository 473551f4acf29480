import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../contracts/decode-record.ts';
import type { FieldMapping } from '../../../contracts/mapping.ts';
import { ARRIVAL_MS, decodeOf, read } from '../../support/decode.ts';

const SITE = {
  site: 'north',
  at: 1_763_640_000,
  readings: [
    { sensor: 's-1', temp: 20.5, flow: 3 },
    { sensor: 's-2', temp: '21.5', at: 1_763_640_060 },
  ],
};

describe('a mapping into a list makes an observation of each element', () => {
  const expected = [
    { source: 's-1', timestampMs: 1_763_640_000_000, features: { temp: 20.5 } },
    { source: 's-2', timestampMs: 1_763_640_060_000, features: { temp: 21.5 } },
  ];

  it.each<[string, FieldMapping]>([
    [
      'with whole paths',
      { source: 'readings[*].sensor', timestamp: 'readings[*].at', features: { temp: 'readings[*].temp' } },
    ],
    [
      'with paths from the element',
      { observations: 'readings[*]', source: 'sensor', timestamp: 'at', features: { temp: 'temp' } },
    ],
    [
      'where it names the list alone',
      { observations: 'readings', source: 'sensor', timestamp: 'at', features: { temp: 'temp' } },
    ],
  ])('%s', (how, mapping) => {
    // Only a path from the element falls back on what stands around it.
    const [first, second] = expected;
    const timestampMs = how === 'with whole paths' ? ARRIVAL_MS : first.timestampMs;
    expect(read(SITE, mapping)).toEqual([{ ...first, timestampMs }, second]);
  });

  it('and has the rest of it as features where the mapping names none', () => {
    expect(read(SITE, { observations: 'readings[*]', source: 'sensor', timestamp: 'at' })).toMatchObject([
      { features: { temp: 20.5, flow: 3 } },
      { features: { temp: 21.5 } },
    ]);
    expect(read(SITE, { source: 'readings[*].sensor', timestamp: 'readings[*].at' })).toMatchObject([
      { source: 's-1', features: { temp: 20.5, flow: 3 } },
      { source: 's-2', features: { temp: 21.5 } },
    ]);
  });

  it('and takes what stands around the list for all of them', () => {
    const mapping = { observations: 'readings[*]', source: 'site', features: { temp: 'readings[*].temp' } };
    expect(read(SITE, mapping)).toMatchObject([{ source: 'north' }, { source: 'north' }]);
  });

  it('and says where there is none', () => {
    const mapping = { observations: 'data.readings[*]' };
    expect(decodeOf(SITE, mapping)).toMatchObject([
      {
        problem: {
          code: 'no_observations',
          path: 'data.readings',
          message: 'mapping leads to a list at data.readings, got undefined',
        },
      },
    ]);
    expect(read({ data: { readings: [] } }, mapping)).toEqual(['empty at data.readings']);
    expect(read({ data: { readings: { a: 1 } } }, mapping)).toEqual(['no_observations at data.readings']);
    expect(read({ data: { readings: [{ a: 1 }, 5] } }, mapping).slice(1)).toEqual([
      'not_an_observation at data.readings[1]',
    ]);
  });

  it('and leaves our own full form understood', () => {
    const own = { source: 'a', features: { temp: 1 } };
    for (const mapping of [{ observations: 'readings[*]' }, { observations: 'body|json' }]) {
      expect(read(own, mapping)).toMatchObject([own]);
    }
  });

  it('of which at most 100,000 come out of a record', () => {
    const record = (count: number) => `{"readings":[${'{"a":1},'.repeat(count - 1)}{"a":1}]}`;
    expect(read(record(100_000), { observations: 'readings[*]' })).toHaveLength(100_000);
    expect(read(record(100_001), { observations: 'readings[*]' })).toEqual(['too_many_observations at ']);
  });
});

describe('an element that cannot be read', () => {
  const mapping = { source: 'meta.site', timestamp: 'at', features: { temp: 'meta.readings[*].temp' } };
  const record = `{"at":1763640000,"meta":{"site":"north","readings":[{"temp":1},{"temp":1e999,"x":[1]}]},"junk":"j"}`;

  it('is kept with all that the same mapping finds of it, and comes back as the same', () => {
    const [good, bad] = decodeOf(record, mapping);
    if (!good?.ok || !bad || bad.ok) throw new Error('the second one alone is bad');
    const { data, problem } = bad;
    expect(problem).toMatchObject({ code: 'not_finite', path: 'meta.readings[1].features.temp' });
    expect(JSON.parse(Buffer.from(data).toString())).toEqual({
      'meta.site': 'north',
      at: 1_763_640_000,
      'meta.readings': [{ temp: 'Infinity', x: [1] }],
    });
    const again = decodeRecord(data, { partitionKey: 'key', arrivalMs: 0, mapping });
    expect(again).toMatchObject([{ ok: false, problem: { code: 'not_finite' } }]);
    const mended = Buffer.from(data).toString().replace('"Infinity"', '2');
    const expected = read(record.replace('1e999', '2'), mapping)[1];
    expect(read(mended, mapping)).toEqual([expected]);
  });

  it('is the whole record, as it came, where it is the only one', () => {
    const only = '{ "at": 1, "meta": {"readings":[{"temp":"x"}]} }';
    const [part] = decodeOf(only, mapping);
    expect(part?.ok === false && Buffer.from(part.data).toString()).toBe(only);
  });
});

describe('a path through JSON in a text', () => {
  it('finds what is in it, also a list, and also in the text of a text', () => {
    const inner = { device: 'd', body: JSON.stringify({ temp: 1, list: [{ temp: 2 }, { temp: 3 }] }) };
    const outer = { outer: JSON.stringify(inner) };
    expect(read(inner, { source: 'device', features: { t: 'body|json.temp' } })).toMatchObject([
      { source: 'd', features: { t: 1 } },
    ]);
    expect(read(inner, { features: { t: 'body|json.list[*].temp' } })).toMatchObject([
      { features: { t: 2 } },
      { features: { t: 3 } },
    ]);
    expect(read(outer, { source: 'outer|json.device', observations: 'outer|json.body|json' })).toMatchObject([
      { source: 'd', features: { temp: 1 } },
    ]);
    expect(read({ list: ['{"t":1}', '{"t":2}'] }, { observations: 'list[*]|json' })).toMatchObject([
      { features: { t: 1 } },
      { features: { t: 2 } },
    ]);
  });

  it('finds a source beside flat features', () => {
    expect(read({ meta: '{"device":"d"}', temp: 1 }, { source: 'meta|json.device' })).toMatchObject([
      { source: 'd', features: { temp: 1 } },
    ]);
  });

  it('says so where the text is no JSON', () => {
    const mapping = { features: { t: 'body|json.t' } };
    expect(decodeOf({ body: 'START 5' }, mapping)).toMatchObject([
      { problem: { code: 'unreadable', message: 'mapping leads into JSON in a text, got "START 5"' } },
    ]);
    expect(read({ body: { t: 1 } }, mapping)).toEqual(['no_features at ']);
    expect(read({ body: '5' }, mapping)).toEqual(['no_features at ']);
  });

  it('keeps a key that is called so', () => {
    expect(read({ 'a|json': { t: 1 }, 'b[*]': 2 }, { features: { t: 'a|json' } })).toEqual([
      'not_a_number at features.t',
    ]);
    expect(read({ 'a|json': 1 }, { features: { t: 'a|json' } })).toMatchObject([{ features: { t: 1 } }]);
  });
});
