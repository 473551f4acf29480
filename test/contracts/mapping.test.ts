import { describe, expect, it } from 'vitest';
import { MAPPING_EXAMPLE, mappingSchema } from '../../contracts/mapping.ts';

function complaint(mapping: unknown): string {
  const { success, error } = mappingSchema.safeParse(mapping);
  if (success) throw new Error('the mapping was taken');
  return error.issues.map(({ path, message }) => [path.join('.'), message].join(' ').trim()).join('; ');
}

describe('a mapping', () => {
  it.each([
    {},
    { source: 'device.id' },
    { observations: 'body|json.list[*]', source: 'device', features: { a: 'body|json.list[*].a', b: 'b' } },
    { source: 'list[*]|json.a', observations: 'list[*]' },
    { labels: { merchant: 'payload.shop' } },
    JSON.parse(MAPPING_EXAMPLE),
  ])('may be %j', (mapping) => {
    expect(mappingSchema.parse(mapping)).toEqual(mapping);
  });

  it.each([
    [[], /^must be JSON like \{"source"/],
    [{ sauce: 'x' }, /^must be JSON like/],
    [{ source: '' }, /^source must be a dotted path/],
    [{ id: 7 }, /^id must be a dotted path/],
    [{ features: { a: '' } }, /^features\.a must be a dotted path/],
    [{ source: '[*].a' }, /^source must be a dotted path .* with one \[\*\] at most$/],
    [{ source: 'a[*].b[*]' }, /^source must be a dotted path/],
    [{ source: 'a[*]b' }, /^source must be a dotted path/],
    [
      { source: 'a[*].b', features: { c: 'd[*].e' } },
      /^must lead into one list: what stands before \[\*\] must be the same/,
    ],
    [{ labels: {} }, /^labels must name at least one label, like/],
    [{ labels: { a: '' } }, /^labels\.a must be a dotted path/],
    [{ labels: { a: 'a[*]' }, features: { b: 'b[*]' } }, /^must lead into one list/],
    [{ features: {} }, /^features must name at least one feature/],
    [{ features: ['a'] }, /^features must name at least one feature/],
    [{ source: 'é'.repeat(1000) }, /^must be at most 2000 bytes/],
  ])('may not be %j', (mapping, message) => {
    expect(complaint(mapping)).toMatch(message);
  });
});
