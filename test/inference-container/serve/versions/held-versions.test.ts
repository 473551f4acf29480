import { expect, it } from 'vitest';
import { HeldVersions } from '../../../../inference-container/serve/versions/held-versions.ts';

function holding(...identities: readonly string[]): HeldVersions<string> {
  const held = new HeldVersions<string>();
  for (const identity of identities) held.hold(identity, identity.toUpperCase());
  return held;
}

const heldOf = (held: HeldVersions<string>, ...identities: readonly string[]) =>
  identities.filter((identity) => held.ask(identity) !== undefined);

it('three versions are held, and the one that was asked for least makes room for a fourth', () => {
  const held = holding('a', 'b', 'c');
  for (const identity of ['a', 'a', 'b', 'c', 'c']) held.ask(identity);
  held.hold('d', 'D');
  expect(heldOf(held, 'a', 'b', 'c', 'd')).toEqual(['a', 'c', 'd']);
});

it('the one that was asked for most stays, however many others come', () => {
  const held = holding('a');
  for (let i = 0; i < 10; i++) held.ask('a');
  for (let i = 0; i < 100; i++) held.hold(`other-${i}`, '');
  expect(heldOf(held, 'a', 'other-98', 'other-99')).toEqual(['a', 'other-98', 'other-99']);
});

it('of those that were asked for as often the first one makes room', () => {
  expect(heldOf(holding('a', 'b', 'c', 'd'), 'a', 'b', 'c', 'd')).toEqual(['b', 'c', 'd']);
});

it('what was asked for most long ago makes room in the end', () => {
  const held = holding('old', 'new', 'newer');
  for (let i = 0; i < 5000; i++) held.ask('old');
  for (let i = 0; i < 8000; i++) held.ask(i % 2 === 0 ? 'new' : 'newer');
  held.hold('d', '');
  expect(heldOf(held, 'old', 'new', 'newer')).toEqual(['new', 'newer']);
});
