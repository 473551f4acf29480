import { expect, it } from 'vitest';
import { decodeOtlpHeaders } from '../../contracts/otlp-headers.ts';

it('the secret of a collector holds headers as JSON', () => {
  expect(decodeOtlpHeaders('{"Authorization":"Bearer 42","x-scope":"a"}')).toEqual({
    Authorization: 'Bearer 42',
    'x-scope': 'a',
  });
});

it.each(['Bearer 42', '{"Authorization":42}', '["a"]', 'null', '{"":"a"}'])('and nothing else, like %s', (text) => {
  expect(decodeOtlpHeaders(text)).toBeUndefined();
});
