import { expect, it } from 'vitest';
import { EMPTY_POINTER, HOLDS_AFTER_MS, type ModelPointer } from '../../contracts/model-registry.ts';
import { promote, rollBack, setShadow } from '../../registry/move-pointer.ts';
import { whyKept } from '../../registry/why-kept.ts';
import { cardOf } from '../support/card-of.ts';

const NOW = 1_764_000_000_000;
const WEEK_MS = 7 * 86_400_000;
const by = { atMs: NOW, by: 'somebody', why: 'a test' };
const [A, B, C] = ['a', 'b', 'c'].map((digit) => cardOf(digit.repeat(64)));
const three = [A, B, C].reduce((pointer: ModelPointer, card) => promote(pointer, card, by), EMPTY_POINTER);

it('a version is kept that judges, that a rollback goes to, and that is the shadow', () => {
  const late = NOW + 2 * WEEK_MS;
  expect(whyKept(three, C.model, late)).toBe('version cccccccccccc judges, so that it is not removed');
  expect(whyKept(three, B.model, late)).toContain('is what a rollback would go to');
  expect(whyKept(setShadow(three, A, by), A.model, late)).toContain('is the shadow');
  expect(whyKept(three, A.model, late)).toBeUndefined();
});

it('a version is kept as long as a record may wait that it judges, and one that never judged is not', () => {
  const back = rollBack(three, B, { ...by, atMs: NOW + 1000 });
  const endMs = NOW + 1000 + HOLDS_AFTER_MS;
  expect(whyKept(back, C.model, endMs + WEEK_MS - 1)).toContain('judged in the last seven days');
  expect(whyKept(back, C.model, endMs + WEEK_MS)).toBeUndefined();
  expect(whyKept(back, 'd'.repeat(64), NOW)).toBeUndefined();
});
