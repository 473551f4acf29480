import { describe, expect, test } from 'vitest';
import { encodeScoringRequest, type Instance, MAX_PAYLOAD_BYTES } from '../../../contracts/scoring.ts';
import { seededRandom } from '../../../kernels/random.ts';
import { scoringEndpoint } from '../../../lambda/aws/scoring-endpoint.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { inFunctionScoring } from '../../../lambda/scoring/in-function.ts';
import { loadModel } from '../../../model/load-model.ts';
import { packModel } from '../../../model/pack-model.ts';
import { saveModel } from '../../../model/save-model.ts';
import { trainModel } from '../../../model/train-model.ts';
import { temporaryFolder } from '../../inference-container/running-program.ts';
import { programEndpoint } from '../../local/endpoint/program-endpoint.ts';
import { runtimeClient } from '../../local/endpoint/runtime-client.ts';

const FEATURES = ['temperature', 'pressure', 'flow'];
/** With how many rows a request has: those of the last take milliseconds each to explain. */
const DETECTORS = [
  ['mahalanobis', 1500],
  ['isolation-forest', 1500],
  ['local-outlier-factor', 40],
] as const;

/** Three features, of which the second follows the first. */
function trainingRows(rows: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const values = new Float64Array(rows * FEATURES.length);
  for (let row = 0; row < rows; row++) {
    const x = random();
    values.set([50 + 10 * x, 5 + x + random() / 10, random()], row * FEATURES.length);
  }
  return values;
}

async function savedModel(detector: (typeof DETECTORS)[number][0], seed = 3): Promise<string> {
  const modelDir = temporaryFolder();
  const data = { features: FEATURES, rows: trainingRows(600, seed), missingValues: [-200] };
  await saveModel(trainModel(data, { detector, seed, threshold: { kind: 'contamination', share: 0.02 } }), modelDir);
  return modelDir;
}

/** The deployed program with the model, behind a local endpoint. */
async function endpointWith(modelDir: string) {
  const endpoint = await programEndpoint(modelDir);
  return scoringEndpoint(endpoint.name, await runtimeClient(endpoint));
}

/** Counts how often an archive is asked for. */
async function functionWith(...modelDirs: string[]) {
  const archives = new Map<string, Uint8Array>();
  for (const dir of modelDirs) archives.set((await loadModel(dir)).identity, await packModel(dir));
  const asked: string[] = [];
  const archiveOf = async (identity: string) => {
    asked.push(identity);
    const archive = archives.get(identity);
    if (!archive) throw new Unavailable('models', `there is no ${identity}`);
    return archive;
  };
  const invoke = inFunctionScoring({ archiveOf, maxAnswerBytes: MAX_PAYLOAD_BYTES.serverless, now: () => 0 });
  return { invoke, identities: [...archives.keys()], archives, asked };
}

/** Usual rows and strange ones, of every kind that a consumer sends. */
function everyKind(rows: number): Record<string, Instance[]> {
  const random = seededRandom(11);
  const named = (): Record<string, number> => ({
    temperature: 45 + 20 * random(),
    pressure: 4.5 + 2 * random(),
    flow: 1.2 * random() - 0.1,
  });
  const many = (make: (i: number) => Instance) => Array.from({ length: rows }, (_, i) => make(i));
  return {
    'named rows': many(() => ({ features: named() })),
    'rows in the order of the model': many(() => ({ features: Object.values(named()) })),
    lanes: many((i) => ({
      features: named(),
      ...(i % 3 > 0 && { lanes: { stream: random() * 5, step: i % 2 === 0 ? 0 : random() * 9 } }),
    })),
    gaps: many((i) => ({ features: { ...named(), [FEATURES[i % 3]]: i % 2 === 0 ? null : -200 } })),
    'unknown names': many((i) => {
      const { flow, ...others } = named();
      return { features: i % 2 === 0 ? { ...others, flow, more: i } : { ...others, Flow: flow } };
    }),
    'bad rows among good ones': many((i) => {
      const bad: Instance['features'][] = [[1, 2], { nothing: 1 }, [1e300, 2, 3], { temperature: null }, []];
      return { features: i % 7 === 0 ? bad[i % 5] : named() };
    }),
    'one row': [{ features: { temperature: 99, pressure: -3, flow: 17 } }],
    'nothing but bad rows': [{ features: {} }, { features: [1] }],
  };
}

describe.each(DETECTORS)('a %s in the function', (detector, rows) => {
  test('answers each request as the deployed container does, to the last bit', async () => {
    const modelDir = await savedModel(detector);
    const endpoint = await endpointWith(modelDir);
    const { invoke, identities } = await functionWith(modelDir);
    for (const [kind, instances] of Object.entries(everyKind(rows))) {
      const body = encodeScoringRequest(instances);
      const byEndpoint = await endpoint(body, 60_000);
      const byFunction = await invoke(body, 60_000, identities[0]);
      expect(byFunction.kind === byEndpoint.kind, kind).toBe(true);
      expect(JSON.stringify(byFunction) === JSON.stringify(byEndpoint), kind).toBe(true);
    }
  }, 60_000);
});

test('a request that the container refuses is refused by the function, with the same words', async () => {
  const modelDir = await savedModel('mahalanobis');
  const endpoint = await endpointWith(modelDir);
  const { invoke, identities } = await functionWith(modelDir);
  const bodies = ['{', '{"instances":3}', '{"instances":[[1,2,3]],"lanes":{"stream":[1],"step":[]}}'];
  for (const body of bodies.map((text) => Buffer.from(text))) {
    const byFunction = await invoke(body, 60_000, identities[0]);
    expect(byFunction).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/^\w+: /) });
    expect(byFunction).toEqual(await endpoint(body, 60_000));
  }
}, 60_000);

test('an answer beyond what an endpoint carries is asked for in parts, as of the endpoint', async () => {
  const modelDir = await savedModel('mahalanobis');
  const { identities, archives } = await functionWith(modelDir);
  const archiveOf = async (identity: string) => archives.get(identity)!;
  const invoke = inFunctionScoring({ archiveOf, maxAnswerBytes: 70_000, now: () => 0 });
  const strange = Array.from({ length: 500 }, (_, i) => ({ features: [900 + i, -7, 40] }));
  expect(await invoke(encodeScoringRequest(strange), 1000, identities[0])).toMatchObject({
    kind: 'refused',
    isTooLarge: true,
  });
});

test('a request that takes too long is asked for in parts', async () => {
  const modelDir = await savedModel('mahalanobis');
  const { identities, archives } = await functionWith(modelDir);
  let nowMs = 0;
  const archiveOf = async (identity: string) => archives.get(identity)!;
  const invoke = inFunctionScoring({ archiveOf, maxAnswerBytes: 1e6, now: () => nowMs++ });
  const strange = (rows: number) =>
    encodeScoringRequest(Array.from({ length: rows }, () => ({ features: [900, 1, 2] })));
  expect(await invoke(strange(200), 100, identities[0])).toEqual({
    kind: 'refused',
    reason: 'it takes more than 100 ms to score',
    isTooLarge: true,
  });
  expect(await invoke(strange(10), 100, identities[0])).toMatchObject({ kind: 'answered' });
});

describe('versions in the function', () => {
  test('each scores what is asked of it, and the last four are held', async () => {
    const dirs = await Promise.all([1, 2, 3, 4, 5].map((seed) => savedModel('mahalanobis', seed)));
    const { invoke, identities, asked } = await functionWith(...dirs);
    const body = encodeScoringRequest([{ features: [55, 5.5, 0.5] }]);
    const versionBy = async (identity: string) => {
      const answer = await invoke(body, 1000, identity);
      return answer.kind === 'answered' && JSON.parse(answer.body).scores[0].modelVersion;
    };
    const [first, second, ...others] = identities;
    for (const identity of [first, second, ...others, first, second, first]) {
      expect(await versionBy(identity)).toBe(identity.slice(0, 12));
    }
    expect(asked).toEqual([...identities, first, second]);
  });

  test('are fetched once, however many requests want one at once', async () => {
    const { invoke, identities, asked } = await functionWith(await savedModel('mahalanobis'));
    const body = encodeScoringRequest([{ features: [55, 5.5, 0.5] }]);
    await Promise.all([1, 2, 3].map(() => invoke(body, 1000, identities[0])));
    expect(asked).toHaveLength(1);
  });

  test('that cannot be had, are another one or are none, are waited for, and asked for again', async () => {
    const dirs = [await savedModel('mahalanobis', 1), await savedModel('mahalanobis', 2)];
    const { invoke, identities, archives } = await functionWith(...dirs);
    const [first, second] = identities;
    const body = encodeScoringRequest([{ features: [55, 5.5, 0.5] }]);
    const whole = archives.get(first)!;
    archives.delete(first);
    await expect(invoke(body, 1000, first)).rejects.toThrow(Unavailable);
    archives.set(first, archives.get(second)!);
    await expect(invoke(body, 1000, first)).rejects.toThrow(
      new Unavailable('models', `version ${first.slice(0, 12)} cannot be loaded: it is ${second}`),
    );
    archives.set(first, whole.subarray(0, 100));
    await expect(invoke(body, 1000, first)).rejects.toThrow(Unavailable);
    archives.set(first, whole);
    expect(await invoke(body, 1000, first)).toMatchObject({ kind: 'answered' });
  });
});
