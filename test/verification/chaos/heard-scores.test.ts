import { expect, test } from 'vitest';
import { encodeScoringRequest } from '../../../contracts/scoring.ts';
import { HeardScores, SEVERAL } from '../../../verification/chaos/heard-scores.ts';
import type { PlannedAnomaly } from '../../../verification/chaos/planned-record.ts';

const row = (modelVersion: string) => ({ score: 1, threshold: 0, anomalous: true, grade: 1, modelVersion });

function request(...values: number[]): Uint8Array {
  const observation = { source: 'pump', timestampMs: 0 };
  return encodeScoringRequest(values.map((first) => ({ ...observation, features: { first, second: 5 } })));
}

function answer(...versions: string[]): string {
  return JSON.stringify({ scores: versions.map(row) });
}

function expecting(...signatures: number[]): HeardScores {
  const heard = new HeardScores('first');
  for (const signature of signatures) heard.expect({ signature } as PlannedAnomaly);
  return heard;
}

test('an invocation hears of each anomaly that it asked for, and of nothing else', () => {
  const heard = expecting(1, 2);
  heard.hear('trace', request(1, 3, 2), answer('a', 'a', 'b'));
  expect(heard.by('trace')).toEqual(new Map([[1, 'a'], [2, 'b']])); // biome-ignore format: one pair each
  expect(heard.by('another')).toEqual(new Map());
});

test('what an invocation had heard does not change with what it hears later', () => {
  const heard = expecting(1, 2);
  heard.hear('trace', request(1), answer('a'));
  const before = heard.by('trace');
  heard.hear('trace', request(1, 2), answer('b', 'b'));
  expect(before).toEqual(new Map([[1, 'a']]));
});

test('two versions in one invocation are told apart from one that answered twice', () => {
  const heard = expecting(1, 2);
  heard.hear('trace', request(1, 2), answer('a', 'a'));
  heard.hear('trace', request(1, 2), answer('a', 'b'));
  expect(heard.by('trace')).toEqual(new Map([[1, 'a'], [2, SEVERAL]])); // biome-ignore format: one pair each
});

test.for(['<html>', '{"scores":[]}', '{"scores":[{"error":{"code":"x","path":"","message":"x"}}]}'])(
  'nothing is heard from the answer %s',
  (body) => {
    const heard = expecting(1);
    heard.hear('trace', request(1), body);
    expect(heard.by('trace').size).toBe(0);
  },
);
