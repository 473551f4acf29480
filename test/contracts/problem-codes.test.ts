import { globSync, readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { BUG_PROBLEMS, isOurBug } from '../../contracts/bug-problems.ts';
import {
  ANSWER_PROBLEMS,
  MODEL_PROBLEMS,
  meaningOf,
  type ProblemCode,
  QUARANTINE_PROBLEMS,
  RECORD_PROBLEMS,
  SCORING_PROBLEMS,
  SETTINGS_PROBLEMS,
} from '../../contracts/problem-codes.ts';
import { malformed } from '../../contracts/result.ts';
import { REQUEST_PROBLEMS, ROW_PROBLEMS } from '../../inference-container/serve/http/http-problems.ts';
import { markdownTable } from '../support/markdown-table.ts';

const GROUPS = [
  RECORD_PROBLEMS,
  MODEL_PROBLEMS,
  SCORING_PROBLEMS,
  BUG_PROBLEMS,
  ANSWER_PROBLEMS,
  SETTINGS_PROBLEMS,
] as const;
const CODES = GROUPS.flatMap((group) => Object.keys(group));

const HEAD = `# Reasons

Made from \`contracts/problem-codes.ts\` by \`npx vitest run test/contracts/problem-codes.test.ts --update\`; do not edit by
hand.

An observation that can never be scored goes to quarantine with a reason, \`{"code": .., "path": .., "message": ..}\`. The
code is for programs: it has one meaning, and never gets another. The path says where in the record. The message is for
people. The same code stands in the consumer's log lines, in alerts about data quality, and after \`--reason\` of
\`npm run quarantine -- show\` and \`npm run redrive\`.
`;

const RECORDS = `
## The record cannot be read

The producer sends something else than a record form, or the setting \`mapping\` does not fit.
`;

const MODEL = `
## The model cannot score it

The container gives these codes, too ([all of its own](container-problems.md)), and \`npm run score\`.
`;

const SCORING = `
## The endpoint gives no verdict on it
`;

const BUGS = `
## A bug of ours

The alarm "Record breaks the consumer" goes off ([runbook](runbook.md#record-breaks-the-consumer)).
`;

const NEVER = `
## Never a reason

No observation goes to quarantine with one of these. What is wrong with an answer of the endpoint stands in the message
of \`unanswerable\`, and what is wrong with its settings in the error with which a function does not start.
`;

it('docs/reasons.md lists every code with its meaning and what to do', async () => {
  const text = [
    HEAD + RECORDS,
    ...tableOf(RECORD_PROBLEMS),
    MODEL,
    ...tableOf(MODEL_PROBLEMS),
    SCORING,
    ...tableOf(SCORING_PROBLEMS),
    BUGS,
    ...tableOf(BUG_PROBLEMS),
    NEVER,
    ...tableOf({ ...ANSWER_PROBLEMS, ...SETTINGS_PROBLEMS }),
    '',
  ];
  await expect(text.join('\n')).toMatchFileSnapshot('../../docs/reasons.md');
});

describe('a code', () => {
  it('has one meaning: it stands once, and no other meaning has it', () => {
    expect(CODES.filter((code, i) => CODES.indexOf(code) !== i)).toEqual([]);
    const meanings = GROUPS.flatMap((group) => Object.values(group).map(({ meaning }) => meaning));
    expect(meanings.filter((meaning, i) => meanings.indexOf(meaning) !== i)).toEqual([]);
  });

  it('is none of the container, but for those of the model, which mean the same there', () => {
    const ofContainer: Record<string, string | { meaning: string }> = { ...REQUEST_PROBLEMS, ...ROW_PROBLEMS };
    expect(CODES.filter((code) => code in ofContainer)).toEqual(Object.keys(MODEL_PROBLEMS));
    for (const [code, { meaning }] of Object.entries(MODEL_PROBLEMS)) expect(ofContainer[code]).toBe(meaning);
  });

  it('is given somewhere', () => {
    const files = globSync('{contracts,lambda,model}/**/*.ts').filter((file) => !file.endsWith('problem-codes.ts'));
    const sources = files.map((file) => readFileSync(file, 'utf8')).join('\n');
    expect(CODES.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  });

  it('has a meaning to show, unless another version gave it', () => {
    expect(meaningOf('empty')).toBe(RECORD_PROBLEMS.empty.meaning);
    expect(['too_large', 'toString', ''].map(meaningOf)).toEqual([undefined, undefined, undefined]);
  });

  it('outside the catalogue does not compile', () => {
    expectTypeOf<Parameters<typeof malformed>[0]>().toEqualTypeOf<ProblemCode>();
    // @ts-expect-error: no such code
    malformed('no_such_code', '', '');
  });

  it('is of a bug of ours where our own code threw or was ended, and nowhere else', () => {
    expect(Object.keys(QUARANTINE_PROBLEMS).filter(isOurBug)).toEqual(['unprocessable', 'crashed_function']);
    expect(isOurBug('toString')).toBe(false);
  });
});

function tableOf(problems: Readonly<Record<string, { meaning: string; action: string }>>): string[] {
  const rows = Object.entries(problems).map(([code, { meaning, action }]) => [code, meaning, action]);
  return markdownTable(['code', 'meaning', 'what to do'], rows);
}
