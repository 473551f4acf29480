import { describe, expect, it } from 'vitest';
import { encodeScoringRequest } from '../../../contracts/scoring.ts';
import type { Verdict } from '../../../contracts/verdict.ts';
import { judgeForAnswer } from '../../../model/judge.ts';
import { scoreOfSurprise, thresholdSurprise } from '../../../model/row-surprise.ts';
import { startServer } from '../running-server.ts';
import { STRANGE, smallModel, USUAL } from '../small-model.ts';

/** Leads to an anomalous verdict of any usual row. */
const ODD = { stream: 5, step: 1 };

const answerOf = (row: readonly number[], lanes?: typeof ODD) => {
  const values = Float64Array.from(row);
  return judgeForAnswer(smallModel, values, smallModel.detector.score(values, 1)[0], undefined, lanes);
};

async function scoresOf(body: unknown): Promise<Verdict[]> {
  const { invoke } = await startServer();
  const response = await invoke(typeof body === 'string' ? body : JSON.stringify(body));
  const text = await response.text();
  expect({ status: response.status, text: response.status === 200 ? '' : text }).toEqual({ status: 200, text: '' });
  return JSON.parse(text).scores;
}

async function refusalOf(body: unknown, model = smallModel) {
  const { invoke } = await startServer(model);
  const response = await invoke(typeof body === 'string' ? body : JSON.stringify(body));
  expect(response.status).toBe(400);
  return ((await response.json()) as { error: { code: string; path: string; message: string } }).error;
}

describe('lanes beside the rows', () => {
  it('are judged together with the row, each with its own, and null is a row alone', async () => {
    const lanes = { stream: [null, ODD.stream, 0, null], step: [null, ODD.step, 0, null] };
    const instances = [USUAL, USUAL, STRANGE, STRANGE].map((features) => ({ features }));
    const scores = await scoresOf({ lanes, instances });
    expect(scores).toEqual([
      answerOf(USUAL),
      answerOf(USUAL, ODD),
      answerOf(STRANGE, { stream: 0, step: 0 }),
      answerOf(STRANGE),
    ]);
    expect(scores.map(({ lane }) => lane)).toEqual([undefined, 'stream', 'row', undefined]);
  });

  it('stand before the rows or behind, as JSON allows', async () => {
    const lanes = { stream: [ODD.stream], step: [ODD.step] };
    const wanted = [answerOf(USUAL, ODD)];
    expect(await scoresOf({ lanes, instances: [USUAL] })).toEqual(wanted);
    expect(await scoresOf({ instances: [USUAL], lanes })).toEqual(wanted);
    expect(await scoresOf({ configuration: { a: [1] }, instances: [USUAL], other: ']}', lanes })).toEqual(wanted);
    expect(await scoresOf(` {"instances" : [ [0, 10, 100] ] , "lanes" : {"step":[1],"stream":[5]} } \n`)).toEqual(
      wanted,
    );
  });

  it('go by the row also behind the first block of rows', async () => {
    const rows = 3000;
    const at = [0, 1023, 1024, 2500];
    const list = (decades: number) => Array.from({ length: rows }, (_, row) => (at.includes(row) ? decades : null));
    const lanes = { stream: list(ODD.stream), step: list(ODD.step) };
    const scores = await scoresOf({ lanes, instances: Array.from({ length: rows }, () => USUAL) });
    expect(scores.flatMap(({ anomalous }, row) => (anomalous ? [row] : []))).toEqual(at);
  });

  it('come as the consumer writes them, and without any its request is what it was', async () => {
    const features = { a: 0, b: 10, c: 100 };
    const body = encodeScoringRequest([{ features }, { features, lanes: ODD }]);
    expect(await scoresOf(new TextDecoder().decode(body))).toEqual([answerOf(USUAL), answerOf(USUAL, ODD)]);
    const plain = new TextDecoder().decode(encodeScoringRequest([{ features }]));
    expect(plain).toBe('{"instances":[{"features":{"a":0,"b":10,"c":100}}]}');
  });

  it.each([
    ['no object', 5, 'lanes', 'got 5, wanted {"stream": [..], "step": [..]} with a number or null a row'],
    ['one list', { stream: [1] }, 'lanes', 'got {"stream":[1]}, wanted {"stream": [..]'],
    ['lists of two lengths', { stream: [1], step: [1, 2] }, 'lanes', 'got 1 of stream and 2 of step, wanted as many'],
    [
      'a negative number',
      { stream: [1], step: [-1] },
      'lanes.step[0]',
      'got -1, wanted decades from 0 to 1000, or null',
    ],
    ['a text', { stream: ['1'], step: [1] }, 'lanes.stream[0]', 'got "1", wanted decades'],
    ['half a row', { stream: [null], step: [1] }, 'lanes.stream[0]', 'got one of stream and step, wanted both'],
    ['too few', { stream: [], step: [] }, 'lanes', 'got lanes for 0 rows, wanted them for each of the 1 rows'],
    ['too many', { stream: [1, 1], step: [1, 1] }, 'lanes', 'got lanes for 2 rows, wanted them for each of the 1 rows'],
  ])('that are %s are refused with the body', async (_, lanes, path, message) => {
    const before = await refusalOf({ lanes, instances: [USUAL] });
    expect(before).toEqual({ code: 'bad_lanes', path, message: expect.stringContaining(message) });
    expect(await refusalOf({ instances: [USUAL], lanes })).toEqual(before);
  });
});

describe('the sensitivity beside the rows', () => {
  const { scale } = smallModel.calibration!;
  const trained = thresholdSurprise(smallModel.threshold, scale);
  /** As rare as half a decade less than the threshold. */
  const nearly = scoreOfSurprise((trained - 0.5) / Math.LOG10E, scale);

  it('moves the threshold of all rows, and 0.5 is the answer without it', async () => {
    const { invoke } = await startServer();
    const bytesOf = async (body: unknown) => (await invoke(JSON.stringify(body))).text();
    const instances = [USUAL, STRANGE];
    expect(await bytesOf({ instances, sensitivity: 0.5 })).toBe(await bytesOf({ instances }));
    const [usual, strange] = await scoresOf({ instances, sensitivity: 0.75 });
    expect(usual.threshold).toBeCloseTo(nearly, 10);
    expect(usual.threshold).toBeLessThan(smallModel.threshold);
    expect(strange.grade).toBeGreaterThan(answerOf(STRANGE).grade);
    expect((await scoresOf({ sensitivity: 0, instances }))[0].threshold).toBeGreaterThan(smallModel.threshold);
  });

  it('makes rows strange that are nearly so, and others not, one request at a time', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => [
      0.49 * Math.sin(i),
      10 + 0.5 * Math.cos(2 * i),
      100 + 2 * Math.sin(3 * i),
    ]);
    const { invoke } = await startServer();
    const countAt = async (sensitivity?: number) => {
      const answer = await invoke(JSON.stringify({ instances: rows, sensitivity }));
      const { scores } = (await answer.json()) as { scores: Verdict[] };
      expect(new Set(scores.map(({ threshold }) => threshold)).size).toBe(1);
      return scores.filter(({ anomalous }) => anomalous).length;
    };
    const [usual, few, more, most, again] = [
      await countAt(),
      await countAt(0),
      await countAt(0.8),
      await countAt(1),
      await countAt(),
    ];
    expect([few, usual, more, most]).toEqual([...new Set([few, usual, more, most])].toSorted((a, b) => a - b));
    expect(again).toBe(usual);
  });

  it('that is no number from 0 to 1 is refused with the body', async () => {
    for (const [sensitivity, got] of [
      [1.5, '1.5'],
      [-0.1, '-0.1'],
      ['0.5', '"0.5"'],
      [null, 'null'],
    ]) {
      const error = await refusalOf({ instances: [USUAL], sensitivity });
      expect(error).toEqual({
        code: 'bad_sensitivity',
        path: 'sensitivity',
        message: `got ${got}, wanted a number from 0 to 1`,
      });
    }
  });

  it('is refused by a model that does not know how rare its scores are', async () => {
    const { calibration: _, ...rest } = smallModel;
    const old = { ...rest, gradeScale: { scores: [smallModel.threshold, 1], grades: [0, 1] } };
    const { code, message } = await refusalOf({ instances: [USUAL], sensitivity: 0.7 }, old);
    expect(code).toBe('bad_sensitivity');
    expect(message).toContain('does not know how rare its scores are');
  });

  it('is refused rather than overlooked where another list stands behind it', async () => {
    const error = await refusalOf({ instances: [USUAL], sensitivity: 0.7, tags: [1] });
    expect(error).toMatchObject({ code: 'bad_sensitivity', message: expect.stringContaining('before "instances"') });
    await scoresOf({ instances: [USUAL], tags: [1] });
  });
});
