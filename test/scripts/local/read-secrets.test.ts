import { expect, it } from 'vitest';
import { readSecrets } from '../../../scripts/local/read-secrets.ts';
import { temporaryFile } from '../../support/temporary-folder.ts';

it('a file of secrets is a text by each name', () => {
  const file = temporaryFile('secrets.json', '{"weir/slack":"https://a","ssm:/weir/b":"c"}');
  expect(readSecrets(file)).toEqual({ 'weir/slack': 'https://a', 'ssm:/weir/b': 'c' });
});

it.each(['very-secret', '["very-secret"]', '"very-secret"', '{"a":{"b":"very-secret"}}', 'null'])(
  'a file of %s is refused by its name, without what it holds',
  (text) => {
    const file = temporaryFile('secrets.json', text);
    const read = () => readSecrets(file);
    expect(read).toThrow(`${file} `);
    expect(read).not.toThrow('very-secret');
  },
);

it('a file that is not there is told so', () => {
  expect(() => readSecrets('nowhere.json')).toThrow('nowhere.json ENOENT: wanted a file of JSON like');
});
