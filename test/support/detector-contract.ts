import { describe, expect, test } from 'vitest';
import type { Detector } from '../../detectors/detector.ts';
import { type DetectorClass, scoreOnThread } from './score-on-thread.ts';
import { normalRows } from './streams.ts';

/** What a detector brings to be held to the contract. */
export interface DetectorUnderTest {
  readonly train: (rows: Float64Array, featureCount: number, seed: number) => Detector;
  readonly decode: (bytes: Uint8Array) => Detector;
  /** Where another thread finds `decode`. */
  readonly detectorClass: DetectorClass;
  /** The value that its docstring says NaN is taken for. */
  readonly missingIs: number;
  /** @default 4 */
  readonly featureCount?: number;
  /** Whether nothing is drawn in fitting, so that any seed gives the same detector. @default false */
  readonly drawsNothing?: boolean;
}

/** The promises of every detector, whatever its method. */
export function describeDetectorContract(name: string, underTest: DetectorUnderTest): void {
  const { train, decode, detectorClass, missingIs, featureCount: d = 4, drawsNothing = false } = underTest;
  const n = 600;
  const rows = normalRows(n, d, 1);
  const detector = train(rows, d, 42);
  const scores = detector.score(rows, n);

  describe(`${name} keeps the detector contract`, () => {
    test('the same seed gives the same detector to the last bit, another seed another one if anything is drawn', () => {
      expect(train(rows, d, 42).encode()).toEqual(detector.encode());
      const another = train(rows, d, 43).encode();
      if (drawsNothing) expect(another).toEqual(detector.encode());
      else expect(another).not.toEqual(detector.encode());
    });

    test('training scores, where there are any, are those of all training rows, and near what a new row like them gets', () => {
      const { trainingScores } = detector;
      if (trainingScores === undefined) return;
      expect(trainingScores.length).toBe(n);
      expect(trainingScores.every(Number.isFinite)).toBe(true);
      // the share of new rows beyond what one in ten training rows is beyond
      const bound = trainingScores.slice().sort()[n * 0.9];
      const beyond = detector.score(normalRows(n, d, 2), n).filter((score) => score > bound).length / n;
      expect(beyond).toBeGreaterThan(0.06);
      expect(beyond).toBeLessThan(0.14);
      expect(decode(detector.encode()).trainingScores).toBeUndefined();
    });

    test('a row has the same score alone, in any company and in any order', () => {
      const reversed = new Float64Array(n * d);
      for (let i = 0; i < n; i++) reversed.set(rows.subarray(i * d, (i + 1) * d), (n - 1 - i) * d);
      expect(detector.score(reversed, n).reverse()).toEqual(scores);
      for (let i = 0; i < n; i += 7) expect(detector.score(rows.slice(i * d, (i + 1) * d), 1)[0]).toBe(scores[i]);
      for (const count of [0, 2, 3, 5, 17, 511, 513]) {
        expect(detector.score(rows, count)).toEqual(scores.slice(0, count));
      }
    });

    test('scoring changes neither the rows nor the detector', () => {
      const before = rows.slice();
      const bytes = detector.encode();
      expect(detector.score(rows, n)).toEqual(scores);
      expect(rows).toEqual(before);
      expect(detector.encode()).toEqual(bytes);
    });

    test('scores are written into the array that is given, and nowhere beyond the count', () => {
      const out = new Float64Array(n + 2).fill(-1);
      expect(detector.score(rows, n, out)).toBe(out);
      expect(out.subarray(0, n)).toEqual(scores);
      expect([...out.subarray(n)]).toEqual([-1, -1]);
    });

    test('a far row scores higher than all usual ones, and no row above the highest score', () => {
      const far = Float64Array.from({ length: d }, () => 50);
      const [farScore] = detector.score(far, 1);
      expect(farScore).toBeGreaterThan(Math.max(...scores));
      expect(farScore).toBeLessThanOrEqual(detector.maxScore ?? Number.POSITIVE_INFINITY);
    });

    test('scores are finite for every value, missing ones too', () => {
      const odd = [
        Number.NaN,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        Number.MAX_VALUE,
        5e-324,
        -0,
        1e39,
        -1e39,
      ];
      for (const value of odd) {
        for (let f = 0; f < d; f++) {
          const row = rows.slice(0, d);
          row[f] = value;
          const [score] = detector.score(row, 1);
          expect(score, `feature ${f} = ${value}`).toSatisfy(Number.isFinite);
        }
      }
    });

    test('a missing value is taken for the one that is documented, in scores and in contributions', () => {
      for (let i = 0; i < 20; i++) {
        for (let f = 0; f < d; f++) {
          const missing = rows.slice(i * d, (i + 1) * d);
          missing[f] = Number.NaN;
          const documented = missing.with(f, missingIs);
          expect(detector.score(missing, 1)).toEqual(detector.score(documented, 1));
          expect(detector.contributions?.(missing)).toEqual(detector.contributions?.(documented));
        }
      }
    });

    test('what it fills in, where it does, is finite, leaves all other values and makes no row stranger than the median does', () => {
      if (detector.fill === undefined) return;
      for (let i = 0; i < 20; i++) {
        const row = rows.slice(i * d, (i + 1) * d);
        const filled = row.with(1, Number.NaN);
        detector.fill(filled, [1]);
        expect(filled.every(Number.isFinite)).toBe(true);
        expect(filled.with(1, row[1])).toEqual(row);
        expect(detector.score(filled, 1)[0]).toBeLessThanOrEqual(detector.score(row.with(1, 0), 1)[0] + 1e-9);
      }
    });

    test('scores are the same on one thread as on several, whatever part of the rows each gets', async () => {
      const bytes = detector.encode();
      for (const threads of [1, 2, 3]) {
        const ends = Array.from({ length: threads + 1 }, (_, t) => Math.floor((n * t) / threads));
        const parts = await Promise.all(
          ends
            .slice(1)
            .map((end, t) => scoreOnThread(detectorClass, bytes, rows.slice(ends[t] * d, end * d), end - ends[t])),
        );
        expect(Float64Array.from(parts.flatMap((part) => [...part]))).toEqual(scores);
      }
    });

    test('contributions, where there are any, add up to the score above the expected one and name the strange feature', () => {
      expect(detector.expectedScore === undefined).toBe(detector.contributions === undefined);
      if (detector.contributions === undefined || detector.expectedScore === undefined) return;
      for (let i = 0; i < 20; i++) {
        const row = rows.slice(i * d, (i + 1) * d);
        const contributions = detector.contributions(row);
        const sum = contributions.reduce((total, part) => total + part, 0);
        expect(sum).toBeCloseTo(detector.score(row, 1)[0] - detector.expectedScore, 12);
        expect(detector.contributions(row)).toEqual(contributions);
      }
      for (let f = 0; f < d; f++) {
        const spiked = new Float64Array(d);
        spiked[f] = 30;
        const contributions = detector.contributions(spiked);
        expect(contributions.indexOf(Math.max(...contributions))).toBe(f);
      }
    });

    test('saved and loaded it gives the same bits, from any offset in a buffer', () => {
      const bytes = detector.encode();
      const shifted = new Uint8Array(bytes.length + 3);
      shifted.set(bytes, 3);
      const loaded = decode(shifted.subarray(3));
      // as Node reads files: its slice is no copy
      expect(decode(Buffer.from(shifted.buffer, 3)).encode()).toEqual(bytes);
      expect(loaded.score(rows, n)).toEqual(scores);
      expect(loaded.encode()).toEqual(bytes);
      const { kind, featureCount, maxScore, expectedScore } = loaded;
      expect({ kind, featureCount, maxScore, expectedScore }).toEqual({
        kind: detector.kind,
        featureCount: d,
        maxScore: detector.maxScore,
        expectedScore: detector.expectedScore,
      });
    });

    test('bytes that are cut short, run on, or name another version or kind are refused', () => {
      const bytes = detector.encode();
      for (let length = 0; length < bytes.length; length += Math.ceil(bytes.length / 50)) {
        expect(() => decode(bytes.slice(0, length))).toThrow(Error);
      }
      const longer = new Uint8Array(bytes.length + 1);
      longer.set(bytes);
      expect(() => decode(longer)).toThrow(/wanted none/);
      for (const [at, wrong] of [
        [0, /do not begin with/],
        [4, /format version is 254, wanted 1/],
        [5, /kind of detector is 254/],
      ] as const) {
        const changed = bytes.slice();
        changed[at] = 254;
        expect(() => decode(changed)).toThrow(wrong);
      }
    });
  });
}
