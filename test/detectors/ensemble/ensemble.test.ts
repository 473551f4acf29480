import { join } from 'node:path';
import { expect, test } from 'vitest';
import { completeParameters } from '../../../detectors/detector-parameter.ts';
import { Ensemble } from '../../../detectors/ensemble/ensemble.ts';
import { ensembleKind } from '../../../detectors/ensemble/ensemble-kind.ts';
import { SINGLE_KINDS } from '../../../detectors/single-kinds.ts';
import { imputeMedians, mediansOf } from '../../../model/medians.ts';
import { describeDetectorContract } from '../../support/detector-contract.ts';
import { normalRows } from '../../support/streams.ts';

const kindsNamed = (...names: string[]) => names.map((name) => SINGLE_KINDS.find(({ kind }) => kind === name)!);
const USUAL = kindsNamed('isolation-forest', 'nearest-reference');

const ensemble = {
  decode: Ensemble.decode,
  detectorClass: { file: join(import.meta.dirname, '../../../detectors/ensemble/ensemble.ts'), name: 'Ensemble' },
  // as its members have it
  missingIs: Number.POSITIVE_INFINITY,
};

describeDetectorContract('ensemble by default', {
  ...ensemble,
  train: (rows, featureCount, seed) =>
    ensembleKind.fit(rows, featureCount, completeParameters(ensembleKind, {}), seed) as Ensemble,
});

describeDetectorContract('ensemble of one', {
  ...ensemble,
  drawsNothing: true,
  train: (rows, featureCount, seed) => Ensemble.fit(rows, featureCount, kindsNamed('mahalanobis'), seed),
});

test('the score is the mean of how rare each member finds the row among those of the fit', () => {
  const rows = normalRows(3000, 3, 8);
  const others = normalRows(200, 3, 9).map((x) => 1.2 * x);
  const fitted = Ensemble.fit(rows, 3, USUAL, 4);
  const surprises = USUAL.map((kind, i) => {
    // each with draws of its own, as if it had been fitted alone
    const alone = kind.fit(rows, 3, completeParameters(kind, {}), 4 + i);
    const own = (alone.trainingScores ?? alone.score(rows, 3000)).slice().sort();
    return alone.score(others, 200).map((score) => {
      const below = own.filter((each) => each < score).length + own.filter((each) => each === score).length / 2;
      const beyond = Math.max(0, score - own[2999]) / (own[2999] - own[2699]);
      return -Math.log(Math.max(1 - below / 3000, 1 / 6000)) + Math.log(1 + beyond);
    });
  });
  for (const [i, score] of fitted.score(others, 200).entries()) {
    const mean = (surprises[0][i] + surprises[1][i]) / 2;
    // straight lines between the scores that are kept, the widest before the last one: ln 3
    expect(Math.abs(score - mean)).toBeLessThan(mean < 6 ? 0.1 : 0.6);
  }
});

test('rows of the fit are scored as by members that had not seen them', () => {
  const rows = normalRows(600, 3, 8);
  const fitted = Ensemble.fit(rows, 3, USUAL);
  const [own, again] = [fitted.trainingScores!, fitted.score(rows, 600)];
  const stranger = own.filter((score, i) => score > again[i]).length;
  // what the one member keeps of them is most of them
  expect(stranger).toBeGreaterThan(400);
  expect(own.filter((score, i) => score < again[i]).length).toBe(0);
});

test('members that learn from rows with gaps get the gaps, the others the medians', () => {
  const rows = normalRows(301, 3, 8);
  const gaps = rows.map((x, i) => (i % 10 === 4 ? Number.NaN : x));
  const medians = mediansOf(gaps, ['a', 'b', 'c']);
  const complete = imputeMedians(gaps, medians);
  const kinds = kindsNamed('isolation-forest', 'nearest-reference');
  const alone = kinds.map((kind, i) =>
    kind.fit(kind.fitsMissing ? gaps : complete, 3, completeParameters(kind, {}), i).encode(),
  );
  expect(kinds.map(({ fitsMissing }) => fitsMissing)).toEqual([true, undefined]);
  expect(Ensemble.fit(gaps, 3, kinds).members.map(({ detector }) => detector.encode())).toEqual(alone);
});

test('further out is stranger, also where a member gives the same score however far', () => {
  const fitted = Ensemble.fit(normalRows(1000, 2, 1), 2, USUAL);
  const scores = Array.from({ length: 40 }, (_, i) => fitted.score(Float64Array.of(4 * 1.5 ** i, 0), 1)[0]);
  for (let i = 1; i < 40; i++) expect(scores[i]).toBeGreaterThan(scores[i - 1]);
});

test('without contributions of every member there are none', () => {
  const [forest, nearest] = Ensemble.fit(normalRows(100, 2, 1), 2, USUAL).members;
  const { contributions: _, ...mute } = { ...nearest.detector, contributions: undefined };
  const silent = { ...mute, score: (rows: Float64Array, count: number) => nearest.detector.score(rows, count) };
  const without = new Ensemble([forest, { ...nearest, detector: { ...silent, encode: () => new Uint8Array() } }]);
  expect([without.contributions, without.expectedScore]).toEqual([undefined, undefined]);
});

test('members are chosen by name, in any order', () => {
  const rows = normalRows(100, 2, 1);
  const ensembleOf = (members: string) =>
    ensembleKind.fit(rows, 2, completeParameters(ensembleKind, { members }), 1) as Ensemble;
  const kinds = ensembleOf('mahalanobis,isolation-forest').members.map(({ detector }) => detector.kind);
  expect(kinds).toEqual(['mahalanobis', 'isolation-forest']);
  expect(() => ensembleOf('ensemble')).toThrow('members must be some of isolation-forest, ');
});

test('bytes with other members than there are, or with scales that are none, are refused', () => {
  const rows = normalRows(50, 2, 1);
  const [forest, nearest] = Ensemble.fit(rows, 2, USUAL).members;
  const read = (...members: (typeof forest)[]) => Ensemble.decode(new Ensemble(members).encode());
  const scale = { ...forest.scale, scores: forest.scale.scores.toReversed() };
  expect(() => read({ ...forest, scale })).toThrow('the scale of member 0 of the ensemble is none');
  expect(() => read(nearest, { ...forest, scale: { ...forest.scale, reach: 0 } })).toThrow('scale of member 1');
  const [wide] = Ensemble.fit(rows, 5, USUAL).members;
  expect(() => read(forest, wide)).toThrow('the members of the ensemble take 2 and 5 features');
  const bytes = new Ensemble([forest]).encode();
  bytes[20] = 'I'.charCodeAt(0);
  expect(() => Ensemble.decode(bytes)).toThrow(
    'member 0 of the ensemble is a "Isolation-forest", wanted isolation-forest',
  );
  expect(() => Ensemble.decode(bytes.fill(0, 8, 12))).toThrow('the ensemble has 0 members');
});
