import { describe, expect, it } from 'vitest';
import { fastPace, type ReadingPace, sharedPace } from '../../../operations/stream/reading-pace.ts';

/** What a reader takes of a shard that always has more, whose records have these bytes, in ten seconds. */
function tenSecondsOf(pace: ReadingPace, recordBytes: (record: number) => number) {
  let [reads, bytes, records, largest] = [0, 0, 0, 0];
  for (let ms = 0; ms < 10_000; reads++) {
    const sizes = Array.from({ length: pace.limit }, () => recordBytes(records++));
    const read = sizes.reduce((sum, size) => sum + size, 0);
    bytes += read;
    largest = Math.max(largest, read);
    ms += pace.pauseMs(sizes);
  }
  return { reads, megabytes: bytes / 1e6, largest };
}

describe('a reader beside the consumer', () => {
  it.each([40, 250, 5000, 100_000, 1_000_000])(
    'takes 1 MB and two reads a second at most, of records of %i bytes',
    (size) => {
      const { reads, megabytes } = tenSecondsOf(sharedPace(), () => size);
      expect(reads).toBeLessThanOrEqual(20);
      // The first read does not know how large records are.
      expect(megabytes).toBeLessThanOrEqual(10 + 50 * (size / 1e6));
    },
  );

  it('takes nearly as much, so that it keeps up with what comes', () => {
    expect(tenSecondsOf(sharedPace(), () => 250).megabytes).toBeGreaterThan(9);
  });

  it('asks for no more than half a megabyte at once, when it has seen how large records are', () => {
    const pace = sharedPace();
    pace.pauseMs([20_000, 20_000]);
    expect(pace.limit).toBe(25);
    expect(pace.pauseMs(Array(25).fill(400_000))).toBe(10_000);
    expect(pace.limit).toBe(1);
  });

  it('looks once a second where nothing comes', () => {
    expect(sharedPace().pauseMs([])).toBe(1000);
  });
});

it('a fast one takes all that a shard gives: four reads a second of whatever is there', () => {
  expect(tenSecondsOf(fastPace(), () => 1).reads).toBe(40);
  expect(fastPace().limit).toBe(10_000);
});
