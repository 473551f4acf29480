import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../../contracts/verdict.ts';
import { decodeMaxAnswerBytes } from '../../../../inference-container/serve/answers/answer-limit.ts';
import type { Model } from '../../../../model/model.ts';
import { trainModel } from '../../../../model/train-model.ts';
import { startServer } from '../../running-server.ts';
import { STRANGE, smallModel, USUAL } from '../../small-model.ts';

const LIMIT = 64 * 1024;

/** A model of so many features, whose names take more than a byte a character, and a row that it finds strange. */
function wideModel(width: number): { model: Model; strange: number[] } {
  const features = Array.from({ length: width }, (_, f) => `größe ${f}`);
  const rows = Float64Array.from({ length: 50 * width }, (_, i) => (i * 0.6180339887) % 1);
  const model = trainModel(
    { features, rows },
    {
      detector: 'isolation-forest',
      parameters: { trees: 10, samples: 32 },
      seed: 7,
      threshold: { kind: 'contamination', share: 0.5 },
    },
  );
  return { model, strange: features.map((_, f) => 50 + f) };
}

describe('an answer beyond the limit', () => {
  it('is refused with what to do about it, and fits when fewer rows are sent', async () => {
    const { invoke } = await startServer(smallModel, { maxAnswerBytes: LIMIT });
    const rows = new Array(400).fill(STRANGE);
    const response = await invoke(JSON.stringify(rows));
    expect(response.status).toBe(413);
    const message = `the answer would be larger than ${LIMIT} bytes, send fewer rows at once`;
    expect(await response.json()).toEqual({ error: { code: 'answer_too_large', path: '', message } });

    const fewer = await invoke(JSON.stringify(rows.slice(0, 50)));
    expect(fewer.status).toBe(200);
    expect(((await fewer.json()) as { scores: unknown[] }).scores).toHaveLength(50);
  });

  it('ends where the limit is: up to its last byte it is sent', async () => {
    const answer = async (maxAnswerBytes?: number) => {
      const { invoke } = await startServer(smallModel, { maxAnswerBytes });
      return invoke(JSON.stringify([STRANGE, USUAL, STRANGE]));
    };
    const { length } = Buffer.from(await (await answer()).arrayBuffer());
    expect((await answer(length)).status).toBe(200);
    expect((await answer(length - 1)).status).toBe(413);
  });

  it('is explained no further', async () => {
    let explained = 0;
    const { detector } = smallModel;
    const counting: Model = {
      ...smallModel,
      detector: {
        ...detector,
        score: (rows, count, out) => detector.score(rows, count, out),
        contributions: (row, out) => {
          explained++;
          return detector.contributions!(row, out);
        },
      },
    };
    const { invoke } = await startServer(counting, { maxAnswerBytes: LIMIT });
    expect((await invoke(JSON.stringify(new Array(3000).fill(STRANGE)))).status).toBe(413);
    expect(explained).toBeLessThan(300);
  });
});

describe.each(['application/json', 'application/jsonlines'])('one row alone, as %s', (accept) => {
  const headers = { 'content-type': 'application/json', accept };
  const verdictIn = (text: string) => {
    const answer = JSON.parse(text);
    return (answer.scores?.[0] ?? answer) as Verdict;
  };

  it('always gets an answer, with the largest contributions that fit', async () => {
    const { model, strange } = wideModel(3000);
    const ask = async (maxAnswerBytes: number) => {
      const { invoke } = await startServer(model, { maxAnswerBytes });
      const response = await invoke(JSON.stringify([strange]), headers);
      expect(response.status).toBe(200);
      return response.text();
    };
    const whole = await ask(24_000_000);
    const bounded = await ask(LIMIT);
    expect(Buffer.byteLength(whole)).toBeGreaterThan(2 * LIMIT);
    expect(Buffer.byteLength(bounded)).toBeLessThanOrEqual(LIMIT);
    expect(Buffer.byteLength(bounded)).toBeGreaterThan(0.95 * LIMIT);
    const { contributions, ...rest } = verdictIn(bounded);
    const { contributions: all, ...same } = verdictIn(whole);
    expect(rest).toEqual(same);
    expect(contributions).toEqual(all!.slice(0, contributions!.length));
  });

  it('names as many imputed features as fit beside them', async () => {
    const { model, strange } = wideModel(16_000);
    const { invoke } = await startServer(model, { maxAnswerBytes: LIMIT });
    const features = Object.fromEntries(model.features.slice(0, 8000).map((name, f) => [name, 100 * strange[f]]));
    const response = await invoke(JSON.stringify({ instances: [{ features }] }), headers);
    const text = await response.text();
    expect([response.status, Buffer.byteLength(text) <= LIMIT]).toEqual([200, true]);
    const { imputed, contributions, anomalous } = verdictIn(text);
    expect(imputed).toEqual(model.features.slice(8000, 8000 + imputed!.length));
    expect(imputed!.length).toBeGreaterThan(100);
    expect([anomalous, contributions!.length > 100]).toEqual([true, true]);
  });
});

describe('the limit', () => {
  it('is that of an endpoint on instances unless the environment says another', () => {
    expect(decodeMaxAnswerBytes(undefined)).toBe(24_000_000);
    expect(decodeMaxAnswerBytes('3900000')).toBe(3_900_000);
  });

  it.each(['', '0', '1e6', '3.9', '-1', '100', '25000000', 'many'])('is refused as %j', (text) => {
    expect(() => decodeMaxAnswerBytes(text)).toThrow(
      `got WEIR_MAX_ANSWER_BYTES=${JSON.stringify(text)}, wanted a whole number of bytes from 65536 to 24000000`,
    );
  });
});
