import { expect, test } from 'vitest';
import { encodeScoringRequest } from '../../../contracts/scoring.ts';
import { HeardScores, SEVERAL } from '../../../verification/chaos/heard-scores.ts';

const row = (modelVersion: string) => {
  const anomalous = modelVersion !== USUAL;
  return { score: 1, threshold: 0, anomalous, grade: anomalous ? 1 : 0, modelVersion };
};

/** The version that finds nothing strange. */
const USUAL = 'usual';

function request(...values: number[]): Uint8Array {
  const observation = { source: 'pump', timestampMs: 0 };
  return encodeScoringRequest(values.map((first) => ({ ...observation, features: { first, second: 5 } })));
}

function answer(...versions: string[]): string {
  return JSON.stringify({ scores: versions.map(row) });
}

test('an invocation hears of each anomaly that it asked for, and of nothing that is usual', () => {
  const heard = new HeardScores('first');
  heard.hear('trace', request(1, 3, 2), answer('a', USUAL, 'b'));
  expect(heard.by('trace')).toEqual(new Map([['1', 'a'], ['2', 'b']])); // biome-ignore format: one pair each
  expect(heard.by('another')).toEqual(new Map());
});

test('what an invocation had heard does not change with what it hears later', () => {
  const heard = new HeardScores('first');
  heard.hear('trace', request(1), answer('a'));
  const before = heard.by('trace');
  heard.hear('trace', request(1, 2), answer('b', 'b'));
  expect(before).toEqual(new Map([['1', 'a']]));
});

test('two versions in one invocation are told apart from one that answered twice', () => {
  const heard = new HeardScores('first');
  heard.hear('trace', request(1, 2), answer('a', 'a'));
  heard.hear('trace', request(1, 2), answer('a', 'b'));
  expect(heard.by('trace')).toEqual(new Map([['1', 'a'], ['2', SEVERAL]])); // biome-ignore format: one pair each
});

test('rows that are the same are told apart by what is known of their sources', () => {
  const heard = new HeardScores('first');
  const rows = [{ stream: 2.5, step: 0 }, { stream: 0, step: 1 }, undefined];
  const features = { first: 1 };
  heard.hear('trace', encodeScoringRequest(rows.map((lanes) => ({ features, lanes }))), answer('a', 'b', 'c'));
  expect([...heard.by('trace')]).toEqual([['1 2.5 0', 'a'], ['1 0 1', 'b'], ['1', 'c']]); // biome-ignore format: one pair each
});

test.for(['<html>', '{"scores":[]}', '{"scores":[{"error":{"code":"x","path":"","message":"x"}}]}'])(
  'nothing is heard from the answer %s',
  (body) => {
    const heard = new HeardScores('first');
    heard.hear('trace', request(1), body);
    expect(heard.by('trace').size).toBe(0);
  },
);
