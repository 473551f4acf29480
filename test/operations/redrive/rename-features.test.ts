import { expect, test } from 'vitest';
import { renameFeatures } from '../../../operations/redrive/rename-features.ts';
import { addRename } from '../../../scripts/cli/redrive-options.ts';
import { givenUp, quarantined, SHARD } from '../../support/candidates.ts';

const RENAMES = new Map([['temp', 'temperature']]);

function renamed(data: string, mapping?: object) {
  const candidate = givenUp({ sequenceNumber: 1, data });
  return renameFeatures(candidate, RENAMES, mapping).parts.map((part) => Buffer.from(part.data).toString());
}

test('a feature goes on under its new name, whatever form the record had', () => {
  const full = '{"source":"pump","timestamp":"2026-11-20T10:00:00.000Z","features":{"temperature":1,"b":2}}';
  expect(renamed('{"temp":1,"b":2}')).toEqual([full]);
  expect(renamed('{"source":"pump","features":{"temp":1,"b":2}}')).toEqual([full]);
  expect(renamed('{"deep":{"t":1,"b":2}}', { features: { temp: 'deep.t', b: 'deep.b' } })).toEqual([full]);
});

test('what has no such feature, or cannot be read, stays as it is, to the byte', () => {
  const learn = '{"weir:state":"learn","source":"a","features":{"temp":1}}';
  for (const data of ['{"b":2}', '1,2', '{"cut', learn]) expect(renamed(data)).toEqual([data]);
});

test('a record of several observations becomes as many parts, which say which ones they were', () => {
  const candidate = givenUp({ sequenceNumber: 1, data: '{"temp":1}\n{"cut\n{"b":1}' });
  const { parts } = renameFeatures(candidate, RENAMES);
  expect(parts.map(({ redrivenFrom }) => redrivenFrom)).toEqual([0, 1, 2].map((index) => `${SHARD}:1:${index}`));
  expect(Buffer.from(parts[1].data).toString()).toBe('{"cut');
});

test('a new name that is taken keeps its value', () => {
  const candidate = quarantined({ sequenceNumber: 1, data: '{"temp":1,"temperature":2}' });
  const { parts } = renameFeatures(candidate, RENAMES);
  expect(JSON.parse(Buffer.from(parts[0].data).toString()).features).toEqual({ temp: 1, temperature: 2 });
});

test('an option of another form is refused', () => {
  expect([...addRename('b=c', addRename('a=b=c'))]).toEqual([
    ['a', 'b=c'],
    ['b', 'c'],
  ]);
  for (const text of ['a', '=a', 'a=']) expect(() => addRename(text)).toThrow('wanted old=new');
});
