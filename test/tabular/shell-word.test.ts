import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { names } from '../../scripts/cli/parse-option.ts';
import { quotedWord, shellNames, shellWord } from '../../tabular/shell-word.ts';

const typed = (word: string) => execFileSync('sh', ['-c', `printf %s ${word}`], { encoding: 'utf8' });

test.each(['temp', 'Unnamed: 0', "'-2.00", '$HOME `x` "y"', '-200', 'a\\b', '#N/A'])(
  'a shell hands on what a message tells to type: %s',
  (text) => {
    expect(typed(shellWord(text))).toBe(text);
    expect(typed(quotedWord(text))).toBe(text);
  },
);

test.each([[['temp']], [['a b', 'c']], [['Attack LABLE (1:No Attack, -1:Attack)', 'x']], [['a"b,c']]])(
  'names in a message are the names that a command reads: %j',
  (list) => {
    expect(names(typed(shellNames(list)))).toEqual(list);
  },
);

test('a name that needs no quotes gets none', () => {
  expect(shellNames(['feature_1', 'Flow_Bytes/s'])).toBe('feature_1,Flow_Bytes/s');
});
