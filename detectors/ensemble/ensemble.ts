import { fillMissing } from '../column-statistics.ts';
import type { Detector } from '../detector.ts';
import type { DetectorKind } from '../detector-kind.ts';
import { completeParameters } from '../detector-parameter.ts';
import { surpriseOf } from '../surprise-scale.ts';
import { decodeMembers, encodeMembers } from './ensemble-format.ts';
import { addContributions, type EnsembleMember, expectedSurprise, memberOf } from './member.ts';

/** Rows that are scored at a time by one member after the other. */
const BLOCK = 512;

/**
 * An ensemble: a row is strange when several detectors of different kinds find it so.
 *
 * The score is the mean over the members of the surprise of their scores. Each sees what others do not, and where one
 * fails the others still rank; by surprise and not by score, as scores of several kinds do not compare, and beyond all
 * that training had the order goes on, which it does not by rank.
 *
 * Missing: as its members have it.
 * Cost: that of its members together.
 * @see Aggarwal & Sathe (2017), Outlier Ensembles, chapter 6 (combining normalised scores by their mean)
 */
export class Ensemble implements Detector {
  readonly kind = 'ensemble';
  readonly members: readonly EnsembleMember[];
  readonly featureCount: number;
  readonly expectedScore?: number;
  readonly contributions?: (row: Float64Array, out?: Float64Array) => Float64Array;
  readonly trainingScores?: Float64Array;
  readonly #scores = new Float64Array(BLOCK);

  /** @param members at least one, all of as many features */
  constructor(members: readonly EnsembleMember[], trainingScores?: Float64Array) {
    this.members = members;
    this.featureCount = members[0].detector.featureCount;
    if (members.every(({ detector }) => detector.contributions)) {
      this.expectedScore = members.reduce((sum, member) => sum + expectedSurprise(member)!, 0) / members.length;
      this.contributions = (row, out = new Float64Array(this.featureCount)) => this.#contributions(row, out);
    }
    if (trainingScores) this.trainingScores = trainingScores;
  }

  /**
   * Fits one detector of each kind with its defaults; the draws of each are its own.
   *
   * @param rows NaN is a missing value: members that learn from rows with gaps get them so, the others with medians
   */
  static fit(rows: Float64Array, featureCount: number, kinds: readonly DetectorKind[], seed = 0): Ensemble {
    const complete = fillMissing(rows, featureCount);
    const count = rows.length / featureCount;
    const means = new Float64Array(count);
    const members = kinds.map((kind, i) => {
      const fitted = kind.fitsMissing ? rows : complete;
      const detector = kind.fit(fitted, featureCount, completeParameters(kind, {}), seed + i);
      const scores = detector.trainingScores ?? detector.score(complete, count);
      const member = memberOf(detector, scores);
      for (let row = 0; row < count; row++) means[row] += surpriseOf(scores[row], member.scale);
      return member;
    });
    for (let row = 0; row < count; row++) means[row] /= kinds.length;
    return new Ensemble(members, means);
  }

  /** @throws {Error} saying what is wrong with the bytes */
  static decode(bytes: Uint8Array): Ensemble {
    return new Ensemble(decodeMembers(bytes));
  }

  encode(): Uint8Array {
    return encodeMembers(this.members);
  }

  score(rows: Float64Array, count: number, out: Float64Array = new Float64Array(count)): Float64Array {
    for (let start = 0; start < count; start += BLOCK) {
      const end = Math.min(start + BLOCK, count);
      const block = rows.subarray(start * this.featureCount, end * this.featureCount);
      out.fill(0, start, end);
      for (const { detector, scale } of this.members) {
        detector.score(block, end - start, this.#scores);
        for (let i = start; i < end; i++) out[i] += surpriseOf(this.#scores[i - start], scale);
      }
      for (let i = start; i < end; i++) out[i] /= this.members.length;
    }
    return out;
  }

  /** The mean over the members of what each feature added to their surprise. */
  #contributions(row: Float64Array, out: Float64Array): Float64Array {
    out.fill(0);
    for (const member of this.members) addContributions(member, row, 1 / this.members.length, out);
    return out;
  }
}
