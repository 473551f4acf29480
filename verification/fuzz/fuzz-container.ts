import { REQUEST_PROBLEMS, ROW_PROBLEMS } from '../../inference-container/serve/http/http-problems.ts';
import { seededRandom } from '../../kernels/random.ts';
import { Draw } from './draw.ts';
import { hostileRecordIo } from './hostile-recordio.ts';

export interface ContainerFuzzOptions {
  readonly bodies: number;
  readonly seed: number;
  /** Of the container's `/invocations`. */
  readonly url: string;
  /** How many features its model has. */
  readonly width: number;
}

export interface ContainerFuzzTotals {
  readonly bodies: number;
  readonly rows: number;
  /** Problems of rows and of whole bodies by code. */
  readonly codes: Readonly<Record<string, number>>;
  /** Answers that are not what the same rows get as JSON, or no answers: the first ten, in words. */
  readonly wrong: readonly string[];
}

const RECORDIO = 'application/x-recordio-protobuf';
const MOST_WRONG = 10;

/**
 * Puts hostile bodies of RecordIO straight to a container. Where it is known what one means, the rows must get what
 * they get when they come as JSON; every other must get an answer that says what is wrong with it.
 */
export async function fuzzContainer({ bodies, seed, url, width }: ContainerFuzzOptions): Promise<ContainerFuzzTotals> {
  const hostile = hostileRecordIo(new Draw(seededRandom(seed)), width);
  const codes: Record<string, number> = {};
  const wrong: string[] = [];
  let rows = 0;
  for (let i = 0; i < bodies; i++) {
    const { bytes, json } = hostile.next().value;
    const answer = await post(url, bytes, RECORDIO);
    const results = resultsOf(answer);
    const wanted = json === undefined ? undefined : resultsOf(await post(url, json, 'application/json'));
    const isWrong = !results || (wanted && JSON.stringify(results) !== JSON.stringify(wanted));
    if (isWrong && wrong.length < MOST_WRONG)
      wrong.push(`body ${i}, ${bytes.toString('base64')}: ${answer.text.slice(0, 300)}`);
    rows += results?.length ?? 0;
    for (const result of results ?? []) if (typeof result === 'string') codes[result] = (codes[result] ?? 0) + 1;
  }
  return { bodies, rows, codes, wrong };
}

interface ContainerAnswer {
  readonly status: number;
  readonly text: string;
}

async function post(url: string, body: Buffer<ArrayBuffer> | string, type: string): Promise<ContainerAnswer> {
  const headers = { 'content-type': type, accept: 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text() };
}

/** By row its score, or the code of its problem; of a refused body its one code; undefined for any other answer. */
function resultsOf({ status, text }: ContainerAnswer): (number | string)[] | undefined {
  type Row = { score?: number; error?: { code: string } };
  const { scores, error } = JSON.parse(text) as { scores?: Row[]; error?: Row['error'] };
  if (status !== 200) return status === 400 && isKnown(error?.code) ? [error.code] : undefined;
  const results = scores?.map((row) => row.score ?? row.error?.code);
  return results?.every((result) => typeof result === 'number' || isKnown(result)) ? results : undefined;
}

function isKnown(code: string | undefined): code is string {
  return code !== undefined && (code in ROW_PROBLEMS || code in REQUEST_PROBLEMS);
}
