import { describe, expect, it } from 'vitest';
import type { Observation } from '../../contracts/observation.ts';
import { decodeRefusal, decodeScoringResponse, encodeScoringRequest } from '../../contracts/scoring.ts';

const usual = { score: 0.41, threshold: 0.6, anomalous: false, grade: 0, modelVersion: 'v1' };
const observation = (features: Observation['features']): Observation => ({ source: 's', timestampMs: 0, features });

function answer(...scores: unknown[]): string {
  return JSON.stringify({ scores });
}

describe('a scoring request', () => {
  it('carries the features of each observation in order, named or in the order of the model', () => {
    const bytes = encodeScoringRequest([observation({ a: 1, b: null }), observation([2, 3])]);
    expect(new TextDecoder().decode(bytes)).toBe('{"instances":[{"features":{"a":1,"b":null}},{"features":[2,3]}]}');
  });
});

describe('a scoring answer', () => {
  it('gives verdicts and problems in the place of their rows', () => {
    const strange = {
      ...usual,
      score: 0.9,
      anomalous: true,
      grade: 0.8,
      imputed: ['b'],
      contributions: [{ feature: 'a', contribution: 0.4, observed: 9, expected: 1, direction: 'above' }],
      explanation: 'a is 9, usually about 1',
    };
    const problem = { code: 'no_features', path: 'features', message: 'none of the wanted names came' };
    const decoded = decodeScoringResponse(answer(usual, { error: problem }, strange), 3);
    expect(decoded).toEqual({ ok: true, value: [{ verdict: usual }, { error: problem }, { verdict: strange }] });
  });

  it.each([
    ['not JSON', '<html>', 'answer_not_json', ''],
    ['no list of scores', '{"predictions":[]}', 'not_scores', 'scores'],
    ['null', 'null', 'not_scores', 'scores'],
    ['too few rows', answer(usual), 'wrong_row_count', 'scores'],
    ['too many rows', answer(usual, usual, usual), 'wrong_row_count', 'scores'],
    ['a score that is text', answer(usual, { ...usual, score: '0.4' }), 'not_a_scored_row', 'scores[1].score'],
    [
      'a verdict without its model version',
      answer({ ...usual, modelVersion: undefined }, usual),
      'not_a_scored_row',
      'scores[0].modelVersion',
    ],
    ['a row that is a number', answer(usual, 0.4), 'not_a_scored_row', 'scores[1]'],
    [
      'a problem without a code',
      answer(usual, { error: { path: '', message: '' } }),
      'not_a_scored_row',
      'scores[1].code',
    ],
  ])('with %s is refused', (_, body, code, path) => {
    expect(decodeScoringResponse(body, 2)).toMatchObject({ ok: false, problem: { code, path } });
  });

  it.each([
    [`<${'h'.repeat(100)}`, `the scoring answer is not JSON: it starts with "<${'h'.repeat(79)}"`],
    ['{}', 'the scoring answer has no list "scores"'],
    [answer(usual), 'the scoring answer has 1 rows, wanted 2'],
    [answer(usual, {}), 'the scoring answer has no verdict of the wanted form at scores[1].score'],
  ])('that is refused says what is wrong: %#', (body, message) => {
    expect(decodeScoringResponse(body, 2)).toMatchObject({ problem: { message } });
  });

  it('may have no rows when none was asked for', () => {
    expect(decodeScoringResponse(answer(), 0)).toEqual({ ok: true, value: [] });
  });

  it.each([
    ['score', { score: undefined }],
    ['threshold', { threshold: '1' }],
    ['anomalous', { anomalous: 1 }],
    ['grade', { grade: null }],
    ['imputed', { imputed: 'b' }],
    ['imputed.0', { imputed: [1] }],
    ['contributions', { contributions: {} }],
    ['contributions.0.feature', { contributions: [{ contribution: 1, observed: 1 }] }],
    ['contributions.0.contribution', { contributions: [{ feature: 'a', observed: 1 }] }],
    ['contributions.0.observed', { contributions: [{ feature: 'a', contribution: 1 }] }],
    ['contributions.0.expected', { contributions: [{ feature: 'a', contribution: 1, observed: 1, expected: '1' }] }],
    ['contributions.0.direction', { contributions: [{ feature: 'a', contribution: 1, observed: 1, direction: 'up' }] }],
    ['explanation', { explanation: 1 }],
    ['path', { error: { code: 'c', message: 'm' } }],
    ['message', { error: { code: 'c', path: '' } }],
  ])('is refused for what is wrong at %s', (path, changes) => {
    expect(decodeScoringResponse(answer({ ...usual, ...changes }), 1)).toMatchObject({
      ok: false,
      problem: { code: 'not_a_scored_row', path: `scores[0].${path}` },
    });
  });

  it.each(['above', 'below'])('takes a direction of %s', (direction) => {
    const row = { ...usual, contributions: [{ feature: 'a', contribution: 1, observed: 1, direction }] };
    expect(decodeScoringResponse(answer(row), 1)).toEqual({ ok: true, value: [{ verdict: row }] });
  });
});

describe('a refusal', () => {
  const refusal = (code: string, path: string) => JSON.stringify({ error: { code, path, message: 'got 5, wanted 3' } });

  it.each([
    ['of a body for a row', 400, refusal('not_json', 'instances[0]'), {}],
    ['of the whole body', 400, refusal('not_json', ''), {}],
    ['of an answer that would be too large', 413, refusal('answer_too_large', ''), { isTooLarge: true }],
    ['of a request that is too large', 413, refusal('body_too_large', ''), { isTooLarge: true }],
  ])('%s gives the reason in words', (_, status, body, more) => {
    const { code } = JSON.parse(body).error;
    expect(decodeRefusal(status, body)).toEqual({ reason: `${code}: got 5, wanted 3`, ...more });
  });

  it.each(['', '<html>no</html>', '{"error":"no"}', '{"error":{"code":1}}', 'null'])(
    'in words of others is their words: %j',
    (body) => {
      expect(decodeRefusal(403, body)).toEqual({ reason: body });
    },
  );
});
