import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { answerFormOf } from '../../../inference-container/serve/answers/answer-forms.ts';
import { HttpProblem } from '../../../inference-container/serve/http/http-problems.ts';
import { rowFormOf } from '../../../inference-container/serve/rows/row-forms.ts';

const [reads, answers] = readFileSync('docs/invocations.md', 'utf8').split('## Accept');

it('docs/invocations.md names the types that the server reads, and no others', () => {
  const types = typesIn(reads);
  expect(types.filter((type) => rowFormOf(type) instanceof HttpProblem)).toEqual([]);
  expect(wantedOf(rowFormOf('x/y')).filter((type) => !types.includes(type))).toEqual([]);
});

it('docs/invocations.md names the types that the server answers, and no others', () => {
  const types = typesIn(answers);
  expect(types.filter((type) => answerFormOf(type) instanceof HttpProblem)).toEqual([]);
  expect(wantedOf(answerFormOf('x/y'))).toEqual(types);
  expect(typesIn(reads).filter((type) => answerFormOf(type) instanceof HttpProblem)).toEqual([]);
});

/** In the first column of the table. */
function typesIn(section: string): string[] {
  const cells = [...section.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell]) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, type]) => type));
}

function wantedOf(problem: unknown): string[] {
  return problem instanceof HttpProblem ? problem.problem.message.split('wanted ')[1].split(', ') : [];
}
