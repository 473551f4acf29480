import { describe, expect, test } from 'vitest';
import {
  completeParameters,
  type DetectorParameter,
  parseParameter,
  wantedOf,
} from '../../detectors/detector-parameter.ts';
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
      const other = anotherValue(parameter);
      const values = completeParameters(kind, { [parameter.name]: other });
      expect(kind.fit(rows, 3, values, 1).encode(), parameter.name).not.toEqual(usual);
      expect(parameter.help).not.toBe('');
    }
  });
});

function anotherValue(parameter: DetectorParameter): number | boolean | string {
  switch (parameter.type) {
    case 'flag':
      return !parameter.default;
    case 'whole':
      return parameter.least;
    case 'number':
      return parameter.most;
    case 'names':
      return parameter.of[0];
  }
}

test('a parameter that several kinds have is of one type, so that one flag can stand for all', () => {
  const types = DETECTOR_KINDS.flatMap(({ parameters }) => parameters.map(({ name, type }) => `${name} ${type}`));
  const names = DETECTOR_KINDS.flatMap(({ parameters }) => parameters.map(({ name }) => name));
  expect(new Set(types).size).toBe(new Set(names).size);
});

describe('values of parameters', () => {
  const kind = {
    kind: 'oracle',
    parameters: [
      { name: 'stones', type: 'whole', least: 2, default: 7, help: 'stones that are thrown' },
      { name: 'bowl', type: 'flag', default: true, help: 'throw them into a bowl' },
      { name: 'heat', type: 'number', above: 0, most: 1, default: 0.5, help: 'how hot they are' },
      { name: 'askers', type: 'names', of: ['ann', 'bob'], default: 'ann', help: 'who asks' },
    ],
  } as const;

  test('are those given and the defaults for the rest, in the order of the kind', () => {
    expect(Object.entries(completeParameters(kind, { bowl: false, stones: undefined }))).toEqual([
      ['stones', 7],
      ['bowl', false],
      ['heat', 0.5],
      ['askers', 'ann'],
    ]);
  });

  test.each([
    [{ depth: 3 }, 'the detector oracle has no parameter "depth", it has stones, bowl, heat, askers'],
    [{ stones: 1 }, 'stones must be a whole number from 2, got 1'],
    [{ stones: 2.5 }, 'stones must be a whole number from 2, got 2.5'],
    [{ stones: true }, 'stones must be a whole number from 2, got true'],
    [{ bowl: 1 }, 'bowl must be true or false, got 1'],
    [{ heat: 0 }, 'heat must be a number above 0, at most 1, got 0'],
    [{ askers: 'ann,ann' }, 'askers must be some of ann, bob, separated by commas and none twice, got ann,ann'],
    [{ askers: 'eve' }, 'askers must be some of ann, bob, separated by commas and none twice, got eve'],
  ])('that the kind cannot take are refused: %o', (given, message) => {
    expect(() => completeParameters(kind, given)).toThrow(message);
  });

  test.each([
    ['stones', ' 12 ', 12],
    ['stones', '1', undefined],
    ['stones', '', undefined],
    ['stones', 'many', undefined],
    ['bowl', 'False', false],
    ['bowl', 'true', true],
    ['bowl', '1', undefined],
    ['heat', '.25', 0.25],
    ['heat', '2', undefined],
    ['askers', 'bob , ann', 'bob,ann'],
    ['askers', 'bob,,ann', undefined],
  ])('are read as people write them: %s %o', (name, text, value) => {
    const parameter = kind.parameters.find((each) => each.name === name)!;
    expect(parseParameter(parameter, text)).toBe(value);
    expect(wantedOf(parameter)).not.toBe('');
  });
});
