import { attachModel, modelAttribute, WITH_MODEL_CONTENT_TYPE } from '../../contracts/model-request.ts';
import { CUSTOM_ATTRIBUTES } from '../../inference-container/serve/http/invocations.ts';
import { seededRandom } from '../../kernels/random.ts';
import type { ModelFiles } from '../../model/model-files.ts';
import { Draw } from './draw.ts';
import { hostileArchives } from './hostile-archive.ts';

export interface VersionFuzzOptions {
  readonly archives: number;
  readonly seed: number;
  /** Of the container's `/invocations`. */
  readonly url: string;
  /** What archives are made of, by version. */
  readonly models: readonly ModelFiles[];
  /** A request for the deployed model, and what it has to be answered however many models come. */
  readonly direct: { readonly body: string; readonly answer: string };
  /** Of the container's process. */
  residentBytes(): number;
}

export interface VersionFuzzTotals {
  readonly archives: number;
  /** Requests that were scored by what they brought: what is spoilt in it, a model may be without. */
  readonly taken: number;
  /** Requests whose model was refused. */
  readonly refused: number;
  readonly slowestMs: number;
  /** The most that it took, above what it took before. */
  readonly grownMiB: number;
  /** Answers that are none, and direct ones that changed: the first ten, in words. */
  readonly wrong: readonly string[];
}

const MOST_WRONG = 10;
/** Between two looks at what a client without any model is answered. */
const DIRECT_EVERY = 25;
const BODIES = [
  '{"instances":[]}',
  '{"instances":[[1,2,3]]}',
  '{"instances":[{"features":{"feature_1":1}}]}',
  '[[1e9,-1,0]]',
];

/**
 * Brings hostile models to a container: each must be refused in words, or be a model that scores; and whoever brings
 * none must hear what was heard before.
 */
export async function fuzzVersions(options: VersionFuzzOptions): Promise<VersionFuzzTotals> {
  const { archives, seed, url, models, direct, residentBytes } = options;
  const draw = new Draw(seededRandom(seed));
  const hostile = hostileArchives(models, draw);
  const before = residentBytes();
  const totals = { taken: 0, refused: 0, slowestMs: 0, grownMiB: 0 };
  const wrong: string[] = [];
  for (let i = 0; i < archives; i++) {
    const { value } = await hostile.next();
    const startMs = performance.now();
    const answer = await bring(url, value.bytes, value.identity, draw.of(BODIES));
    totals.slowestMs = Math.max(totals.slowestMs, Math.round(performance.now() - startMs));
    totals.grownMiB = Math.max(totals.grownMiB, Math.round((residentBytes() - before) / 2 ** 20));
    if (answer.status === 200) totals.taken++;
    else totals.refused++;
    const changed = i % DIRECT_EVERY === 0 && (await post(url, direct.body, {})).text !== direct.answer;
    if (isAnswer(answer) && !changed) continue;
    if (wrong.length < MOST_WRONG)
      wrong.push(`archive ${i}${changed ? ' changed others' : ''}: ${answer.text.slice(0, 300)}`);
  }
  return { archives, ...totals, wrong };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function bring(url: string, archive: Uint8Array, identity: string, body: string): Promise<Answer> {
  const attributes = { 'content-type': WITH_MODEL_CONTENT_TYPE, [CUSTOM_ATTRIBUTES]: modelAttribute(identity) };
  return post(url, new Uint8Array(attachModel(archive, Buffer.from(body))), attributes);
}

async function post(
  url: string,
  body: Uint8Array<ArrayBuffer> | string,
  headers: Record<string, string>,
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: response.status, text: await response.text() };
}

/** Scores, or a problem of the model or of the rows. */
function isAnswer({ status, text }: Answer): boolean {
  const { scores, error } = JSON.parse(text) as { scores?: unknown[]; error?: { code: string } };
  return status === 200 ? Array.isArray(scores) : status === 400 && error !== undefined;
}
