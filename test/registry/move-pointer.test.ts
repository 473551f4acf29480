import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_POINTER, HOLDS_AFTER_MS, type ModelPointer, modelAt } from '../../contracts/model-registry.ts';
import { MAX_TRAVELLING_BYTES, MAX_UNPACKED_MODEL_BYTES } from '../../contracts/model-request.ts';
import {
  currentOf,
  noteDeployed,
  previousOf,
  promote,
  rollBack,
  setShadow,
  voidVersion,
} from '../../registry/move-pointer.ts';
import { cardOf } from '../support/card-of.ts';

const [A, B, C] = ['a', 'b', 'c'].map((digit) => cardOf(digit.repeat(64)));
const LARGE = cardOf('d'.repeat(64), { archiveBytes: MAX_TRAVELLING_BYTES + 1 });
const NOW = 1_764_000_000_000;

const at = (atMs: number) => ({ atMs, by: 'somebody', why: 'a test' });
const deployed = (card = A, pointer = EMPTY_POINTER, atMs = NOW) => noteDeployed(pointer, card, undefined, at(atMs));
const judging = (pointer: ModelPointer) => currentOf(pointer)?.model;

describe('a change', () => {
  it('holds for all that ever arrived when it is the first', () => {
    expect(modelAt(deployed(), 0)?.model).toBe(A.model);
    expect(modelAt(promote(EMPTY_POINTER, B, at(NOW)), 0)?.model).toBe(B.model);
  });

  it('holds a minute ahead when it is a later one', () => {
    const pointer = promote(deployed(), B, at(NOW));
    expect(modelAt(pointer, NOW + HOLDS_AFTER_MS - 1)?.model).toBe(A.model);
    expect(modelAt(pointer, NOW + HOLDS_AFTER_MS)?.model).toBe(B.model);
  });

  it('never holds from before the last one, although the clock of who makes it is behind', () => {
    const pointer = promote(promote(deployed(), B, at(NOW)), C, at(NOW - 3_600_000));
    expect(modelAt(pointer, NOW + HOLDS_AFTER_MS - 1)?.model).toBe(A.model);
    expect(modelAt(pointer, NOW + HOLDS_AFTER_MS)?.model).toBe(C.model);
  });

  it('says who made it, when, why, and of which kind it is', () => {
    const [first, second] = promote(deployed(), B, { atMs: NOW + 5, by: 'me', why: 'it finds more' }).changes;
    expect(first.kind).toBe('deployed');
    const wanted = { model: B.model, kind: 'promoted', by: 'me', why: 'it finds more', atMs: NOW + 5 };
    expect(second).toEqual({ ...wanted, holdsFromMs: NOW + 5 + HOLDS_AFTER_MS });
  });

  it("names the features of a sample's model, which judges the sample alone, however it comes to judge", () => {
    const sample = cardOf(A.model, { sample: true });
    expect(deployed(sample).changes[0].sampleFeatures).toEqual(['temperature', 'pressure']);
    const back = rollBack(promote(deployed(sample), B, at(NOW)), sample, at(NOW));
    expect(back.changes.map(({ sampleFeatures }) => sampleFeatures?.length)).toEqual([2, undefined, 2]);
  });
});

describe('a promotion', () => {
  it('is refused of what judges already', () => {
    expect(() => promote(deployed(), A, at(NOW))).toThrow('version aaaaaaaaaaaa judges already');
  });

  it.each([
    [{ archiveBytes: MAX_TRAVELLING_BYTES + 100_000 }, 'got 1.6 MB, unpacked 0.0 MB'],
    [{ unpackedBytes: MAX_UNPACKED_MODEL_BYTES + 100_000 }, 'got 0.0 MB, unpacked 12.1 MB'],
  ])('is refused of what is too large to travel, with what to do: %o', (sizes, got) => {
    const wanted = `version bbbbbbbbbbbb is too large to travel with requests: ${got}, wanted at most 1.5 MB, unpacked 12.0 MB: deploy it, npm run deploy -- -c model=DIR`;
    expect(() => promote(deployed(), cardOf(B.model, sizes), at(NOW))).toThrow(wanted);
  });

  it('is free to what is just small enough, and to what the endpoint holds whatever its size', () => {
    const just = { archiveBytes: MAX_TRAVELLING_BYTES, unpackedBytes: MAX_UNPACKED_MODEL_BYTES };
    expect(judging(promote(deployed(), cardOf(B.model, just), at(NOW)))).toBe(B.model);
    const over = promote(deployed(LARGE), B, at(NOW));
    expect(judging(rollBack(over, LARGE, at(NOW)))).toBe(LARGE.model);
  });

  it('ends being a shadow', () => {
    const shadowed = setShadow(deployed(), B, at(NOW));
    expect(promote(shadowed, B, at(NOW)).shadow).toBeUndefined();
    expect(promote(shadowed, C, at(NOW)).shadow?.model).toBe(B.model);
  });
});

describe('a rollback', () => {
  it('goes to what judged before, and the next one further back, not to what was taken back', () => {
    const three = promote(promote(deployed(), B, at(NOW)), C, at(NOW));
    const once = rollBack(three, B, at(NOW));
    expect(judging(once)).toBe(B.model);
    const twice = rollBack(once, A, at(NOW));
    expect(judging(twice)).toBe(A.model);
    expect(() => rollBack(twice, A, at(NOW))).toThrow('there is no version before this one');
  });

  it('passes over what was voided', () => {
    const pointer = voidVersion(promote(promote(deployed(), B, at(NOW)), C, at(NOW)), B.model, at(NOW));
    expect(previousOf(pointer)?.model).toBe(A.model);
  });

  it('is refused to a version that the registry knows no more', () => {
    const two = promote(deployed(), B, at(NOW));
    expect(() => rollBack(two, undefined, at(NOW))).toThrow('the registry has no card of version aaaaaaaaaaaa');
    expect(() => rollBack(two, C, at(NOW))).toThrow('the registry has no card of version aaaaaaaaaaaa');
  });
});

describe('a version that is voided', () => {
  it('gives what it should have judged to the one before, at once and whatever arrived when', () => {
    const pointer = voidVersion(promote(deployed(), B, at(NOW)), B.model, at(NOW + 500_000));
    expect(modelAt(pointer, NOW + 200_000)?.model).toBe(A.model);
    expect(pointer.changes).toHaveLength(2);
  });

  it('leaves the past of sources to judge where there is none before', () => {
    expect(modelAt(voidVersion(deployed(), A.model, at(NOW)), NOW)).toBeUndefined();
  });

  it('may judge again when it is promoted after that, be the clock of who voided it ahead', () => {
    const voided = voidVersion(deployed(), A.model, at(NOW + 900_000));
    const again = promote(voided, A, at(NOW));
    expect(judging(again)).toBe(A.model);
    expect(again.changes.at(-1)?.holdsFromMs).toBe(NOW + HOLDS_AFTER_MS);
  });

  it('is one that judged, and was not voided since', () => {
    expect(() => voidVersion(deployed(), B.model, at(NOW))).toThrow('version bbbbbbbbbbbb has nothing to judge');
    const voided = voidVersion(deployed(), A.model, at(NOW));
    expect(() => voidVersion(voided, A.model, at(NOW))).toThrow('version aaaaaaaaaaaa has nothing to judge');
  });
});

describe('a deployment', () => {
  it('has its version judge once: a later one of the same changes nothing', () => {
    const promoted = promote(deployed(), B, at(NOW));
    expect(noteDeployed(promoted, A, B, at(NOW))).toBe(promoted);
  });

  it('of another version has that one judge', () => {
    const pointer = noteDeployed(deployed(), B, A, at(NOW));
    expect(judging(pointer)).toBe(B.model);
    expect(pointer.deployed).toBe(B.model);
  });

  it('in place of a version that is too large to travel voids that one, and says so', () => {
    const pointer = noteDeployed(deployed(LARGE), B, LARGE, at(NOW));
    expect(modelAt(pointer, NOW)).toBeUndefined();
    expect(judging(pointer)).toBe(B.model);
    expect(pointer.voided).toEqual([
      expect.objectContaining({
        model: LARGE.model,
        why: 'version bbbbbbbbbbbb was deployed in its place, and it is too large to travel',
      }),
    ]);
  });

  it('of a version that was voided meanwhile has it judge again', () => {
    const replaced = noteDeployed(deployed(LARGE), B, LARGE, at(NOW));
    expect(judging(noteDeployed(replaced, LARGE, B, at(NOW)))).toBe(LARGE.model);
  });

  it('leaves what was promoted where it is the same version that is deployed for the first time', () => {
    const pointer = noteDeployed(promote(EMPTY_POINTER, B, at(NOW)), B, B, at(NOW));
    expect(judging(pointer)).toBe(B.model);
  });
});

describe('a shadow', () => {
  it('is set, replaced and taken away', () => {
    const pointer = setShadow(deployed(), B, at(NOW));
    expect(pointer.shadow).toEqual({ model: B.model, ...at(NOW) });
    expect(setShadow(pointer, C, at(NOW)).shadow?.model).toBe(C.model);
    expect(setShadow(pointer, undefined, at(NOW))).toEqual(deployed());
  });

  it('is another version than the one that judges, and can travel', () => {
    expect(() => setShadow(deployed(), A, at(NOW))).toThrow('version aaaaaaaaaaaa judges');
    expect(() => setShadow(deployed(), LARGE, at(NOW))).toThrow('too large to travel');
  });
});

it('whatever is done by whatever clocks, no change is lost, and each holds from no earlier than the one before', () => {
  const cards = [A, B, C];
  const step = fc.record({
    what: fc.constantFrom('promote', 'rollBack', 'void', 'deploy', 'shadow'),
    card: fc.constantFrom(...cards),
    atMs: fc.integer({ min: NOW - 1e7, max: NOW + 1e7 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let pointer = EMPTY_POINTER;
      for (const { what, card, atMs } of steps) {
        const next = attempt(pointer, what, card, atMs);
        expect(next.changes.slice(0, pointer.changes.length)).toEqual(pointer.changes);
        expect(next.voided.slice(0, pointer.voided.length)).toEqual(pointer.voided);
        pointer = next;
        const held = pointer.changes.map(({ holdsFromMs }) => holdsFromMs);
        expect(held).toEqual([...held].sort((a, b) => a - b));
      }
    }),
  );

  function attempt(pointer: ModelPointer, what: string, card: typeof A, atMs: number): ModelPointer {
    const previous = cards.find(({ model }) => model === previousOf(pointer)?.model);
    const current = cards.find(({ model }) => model === judging(pointer));
    try {
      if (what === 'promote') return promote(pointer, card, at(atMs));
      if (what === 'rollBack') return rollBack(pointer, previous, at(atMs));
      if (what === 'void') return voidVersion(pointer, card.model, at(atMs));
      if (what === 'deploy') return noteDeployed(pointer, card, current, at(atMs));
      return setShadow(pointer, card, at(atMs));
    } catch {
      return pointer;
    }
  }
});
