import { describe, expect, it } from 'vitest';
import {
  attachModel,
  detachModel,
  encodeModelNeeded,
  modelAttribute,
  modelNeededBy,
  modelOfAttributes,
} from '../../contracts/model-request.ts';

const IDENTITY = '0f'.repeat(32);

describe('a request for a version', () => {
  it('names it in its custom attributes', () => {
    expect(modelOfAttributes(modelAttribute(IDENTITY))).toBe(IDENTITY);
  });

  it.each([[undefined], [''], ['trace=1'], [`weir-model=${IDENTITY.slice(1)}`], [`weir-model=${IDENTITY} `]])(
    'is none with the custom attributes %j',
    (attributes) => {
      expect(modelOfAttributes(attributes)).toBeUndefined();
    },
  );

  it('brings the archive in front of its body', () => {
    const framed = attachModel(Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5));
    expect(detachModel(framed)).toEqual({ archive: Uint8Array.of(1, 2, 3), body: Uint8Array.of(4, 5) });
  });

  it.each([[[]], [[1, 0, 0]], [[2, 0, 0, 0, 9]], [[255, 255, 255, 255, 9]]])(
    'is none where it says more than there is: %j',
    (bytes) => {
      expect(detachModel(Uint8Array.from(bytes))).toBeUndefined();
    },
  );
});

describe('an answer', () => {
  it('says which version is needed', () => {
    expect(modelNeededBy(encodeModelNeeded(IDENTITY))).toBe(IDENTITY);
  });

  it.each([['{"scores":[]}'], ['{"modelNeeded":"x"}'], [`${encodeModelNeeded(IDENTITY)} `]])(
    'needs none when it is %s',
    (answer) => {
      expect(modelNeededBy(answer)).toBeUndefined();
    },
  );
});
