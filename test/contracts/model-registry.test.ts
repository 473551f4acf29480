import { describe, expect, it } from 'vitest';
import {
  answersFor,
  decodePointer,
  EMPTY_POINTER,
  encodePointer,
  type ModelPointer,
  modelAt,
  type PointerChange,
  versionOfIdentity,
} from '../../contracts/model-registry.ts';

const FIRST = 'a'.repeat(64);
const SECOND = 'b'.repeat(64);

function change(model: string, holdsFromMs: number): PointerChange {
  return { model, holdsFromMs, kind: 'promoted', atMs: holdsFromMs - 60_000, by: 'somebody', why: 'a test' };
}

const pointer: ModelPointer = { ...EMPTY_POINTER, changes: [change(FIRST, 1000), change(SECOND, 2000)] };

describe('the pointer of models', () => {
  it.each([
    [999, undefined],
    [1000, FIRST],
    [1999, FIRST],
    [2000, SECOND],
    [9999, SECOND],
  ])('has what arrived at %d ms judged by the change that held then', (arrivalMs, model) => {
    expect(modelAt(pointer, arrivalMs)?.model).toBe(model);
  });

  it('has what a voided version should have judged judged by the one before', () => {
    const voided = [{ model: SECOND, atMs: 2500, by: 'the trainer', why: 'it cannot be loaded' }];
    expect(modelAt({ ...pointer, voided }, 3000)?.model).toBe(FIRST);
  });

  it('comes back from its object as it was', () => {
    expect(decodePointer(encodePointer(pointer))).toEqual(pointer);
  });

  it.each([['{'], ['{}'], [JSON.stringify({ ...pointer, changes: [{ ...change('../x', 1) }] })]])(
    'refuses %s, which it never wrote',
    (json) => {
      expect(() => decodePointer(json)).toThrow(/^models\/pointer.json is not as it was written: /);
    },
  );

  it('answers only for arrivals before a change of which it may not have heard', () => {
    expect(answersFor(10_000, 39_999)).toBe(true);
    expect(answersFor(10_000, 40_000)).toBe(false);
  });
});

it('shows people the first twelve digits of an identity', () => {
  expect(versionOfIdentity(`0123456789ab${'c'.repeat(52)}`)).toBe('0123456789ab');
});
