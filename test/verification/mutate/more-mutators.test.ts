import { expect, it } from 'vitest';
import { MORE_MUTATORS, type SyntaxNode } from '../../../verification/mutate/more-mutators.ts';

function mutantsOf(node: SyntaxNode): SyntaxNode[] {
  return MORE_MUTATORS.flatMap((mutator) => [...mutator.mutate({ node })]);
}
const number = (value: number) => ({ type: 'NumericLiteral', value });
const statement = (expression: SyntaxNode) => ({ type: 'ExpressionStatement', expression });
const call = (callee: string) => ({ type: 'CallExpression', callee: { type: callee } });

it('a number becomes one more, and nothing', () => {
  expect(mutantsOf(number(256))).toEqual([number(257), number(0)]);
  expect(mutantsOf(number(0))).toEqual([number(1)]);
});

it('a call that is a statement is left out, awaited or not, but for that of a parent class', () => {
  const nothing = { type: 'EmptyStatement' };
  expect(mutantsOf(statement(call('Identifier')))).toEqual([nothing]);
  expect(mutantsOf(statement({ type: 'AwaitExpression', argument: call('Identifier') }))).toEqual([nothing]);
  expect(mutantsOf(statement(call('Super')))).toEqual([]);
  expect(mutantsOf(call('Identifier'))).toEqual([]);
  expect(mutantsOf(statement({ type: 'AssignmentExpression' }))).toEqual([]);
});
