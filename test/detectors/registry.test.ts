import { describe, expect, test } from 'vitest';
import { completeParameters } from '../../detectors/detector-kind.ts';
import { FILE_KINDS } from '../../detectors/file-header.ts';
import { DETECTOR_KINDS, detectorKind } from '../../detectors/registry.ts';
import { normalRows } from '../support/streams.ts';

const rows = normalRows(300, 3, 1);

test('a kind is found by its name, and an unknown one is refused with those that there are', () => {
  for (const kind of DETECTOR_KINDS) expect(detectorKind(kind.kind)).toBe(kind);
  expect(() => detectorKind('oracle')).toThrow('the kind of detector is "oracle", wanted "isolation-forest"');
});

test('no two kinds of files begin alike', () => {
  expect(new Set(Object.values(FILE_KINDS)).size).toBe(Object.keys(FILE_KINDS).length);
});

describe.each(DETECTOR_KINDS.map((kind) => [kind.kind, kind] as const))('%s', (name, kind) => {
  test('is fitted with its defaults, names itself, and is read again from its bytes', () => {
    const detector = kind.fit(rows, 3, completeParameters(kind, {}), 1);
    expect(detector.kind).toBe(name);
    expect(kind.decode(detector.encode()).score(rows, 300)).toEqual(detector.score(rows, 300));
    expect(Object.values<number>(FILE_KINDS)).toContain(detector.encode()[5]);
  });

  test('fits another detector for another value of each of its parameters', () => {
    const usual = kind.fit(rows, 3, completeParameters(kind, {}), 1).encode();
    for (const parameter of kind.parameters) {
      const other =
        parameter.type === 'flag' ? !parameter.default : parameter.type === 'whole' ? parameter.least : parameter.most;
      const values = completeParameters(kind, { [parameter.name]: other });
      expect(kind.fit(rows, 3, values, 1).encode(), parameter.name).not.toEqual(usual);
      expect(parameter.help).not.toBe('');
    }
  });
});

describe('values of parameters', () => {
  const kind = {
    kind: 'oracle',
    parameters: [
      { name: 'stones', type: 'whole', least: 2, default: 7, help: 'stones that are thrown' },
      { name: 'bowl', type: 'flag', default: true, help: 'throw them into a bowl' },
    ],
  } as const;

  test('are those given and the defaults for the rest, in the order of the kind', () => {
    expect(Object.entries(completeParameters(kind, { bowl: false, stones: undefined }))).toEqual([
      ['stones', 7],
      ['bowl', false],
    ]);
  });

  test.each([
    [{ depth: 3 }, 'the detector oracle has no parameter "depth", it has stones, bowl'],
    [{ stones: 1 }, 'stones must be a whole number from 2, got 1'],
    [{ stones: 2.5 }, 'stones must be a whole number from 2, got 2.5'],
    [{ stones: true }, 'stones must be a whole number from 2, got true'],
    [{ bowl: 1 }, 'bowl must be true or false, got 1'],
  ])('that the kind cannot take are refused: %o', (given, message) => {
    expect(() => completeParameters(kind, given)).toThrow(message);
  });
});
