/** The parts that we need of a node and its path in Babel's syntax tree. */
export interface SyntaxPath {
  readonly node: SyntaxNode;
}
export interface SyntaxNode {
  readonly type: string;
  readonly value?: unknown;
  readonly expression?: SyntaxNode;
  readonly argument?: SyntaxNode;
  readonly callee?: SyntaxNode;
}

interface Mutator {
  readonly name: string;
  mutate(path: SyntaxPath): Iterable<SyntaxNode>;
}

/** A limit that is one off, or gone. */
const numbers: Mutator = {
  name: 'NumericLiteral',
  *mutate({ node }) {
    if (node.type !== 'NumericLiteral') return;
    yield { type: 'NumericLiteral', value: Number(node.value) + 1 };
    if (node.value !== 0) yield { type: 'NumericLiteral', value: 0 };
  },
};

/** A call that is made for what it does, forgotten. */
const calls: Mutator = {
  name: 'CallStatement',
  *mutate({ node }) {
    if (node.type !== 'ExpressionStatement') return;
    const call = node.expression?.type === 'AwaitExpression' ? node.expression.argument : node.expression;
    if (call?.type === 'CallExpression' && call.callee?.type !== 'Super') yield { type: 'EmptyStatement' };
  },
};

export const MORE_MUTATORS: readonly Mutator[] = [numbers, calls];

/**
 * Teaches Stryker to mutate numbers and to leave calls out. It has no door for that: its own list is what there is, in
 * a file that its package does not export, hence its exact version in package.json.
 */
export async function addMoreMutators(): Promise<void> {
  const manifest = import.meta.resolve('@stryker-mutator/instrumenter/package.json');
  const { allMutators } = await import(new URL('dist/src/mutators/mutate.js', manifest).href);
  for (const mutator of MORE_MUTATORS) if (!allMutators.includes(mutator)) allMutators.push(mutator);
}
