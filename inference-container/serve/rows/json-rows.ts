import { ok, type Result } from '../../../contracts/result.ts';
import { type RowProblem, type RowProblemCode, rowProblem } from '../http/http-problems.ts';
import {
  ByteCursor,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  SPACE,
} from './byte-cursor.ts';
import { parseJson } from './parse-json.ts';
import { decodeOption, isOption, type RequestOptions, wrongLaneCount } from './request-options.ts';
import type { RowBlock, RowReader } from './row-block.ts';
import type { RowDecoder } from './row-decoder.ts';

/**
 * Reads `application/json`: `{"instances": [row, ..]}`, or a bare list of rows. Beside `instances` may stand options
 * (`request-options.ts`), before it or behind; other keys are ignored.
 *
 * It never parses the body as a whole: it finds the rows one at a time, so that a large body neither fills the memory
 * with objects nor keeps others waiting. Where a row is not JSON, it cannot tell where the next one begins: then the
 * whole body is refused.
 */
export class JsonRows implements RowReader {
  readonly options: RequestOptions = {};
  readonly #cursor: ByteCursor;
  readonly #decoder: RowDecoder;
  /** What comes next. */
  #place: 'body' | 'first row' | 'row' | 'end' = 'body';
  /** Of the list of rows in the body: `instances`, or '' for a bare list. */
  #listPath = '';
  #rowsRead = 0;
  #knowsWhatIsBehind = false;

  constructor(body: Buffer, decoder: RowDecoder) {
    this.#cursor = new ByteCursor(body);
    this.#decoder = decoder;
  }

  readInto(block: RowBlock): Result<boolean, RowProblemCode> {
    if (this.#place === 'body') {
      const problem = this.#openList();
      if (problem) return { ok: false, problem };
    }
    while (this.#place !== 'end') {
      if (block.count === block.capacity) return ok(true);
      const problem = this.#readRow(block);
      if (problem) return { ok: false, problem };
    }
    return ok(false);
  }

  /** Moves to the first row. */
  #openList(): RowProblem | undefined {
    const cursor = this.#cursor;
    this.#place = 'first row';
    if (cursor.take(OPEN_BRACKET)) return undefined;
    if (!cursor.take(OPEN_BRACE)) return this.#unexpected('{"instances": [..]} or a list of rows');
    this.#listPath = 'instances';
    do {
      const key = this.#takeKey();
      if (!key.ok) return key.problem;
      if (key.value === 'instances') {
        return cursor.take(OPEN_BRACKET) ? this.#takeOptionsBehind() : this.#unexpected('a list of rows');
      }
      const problem = this.#takeValueOf(key.value);
      if (problem) return problem;
    } while (cursor.take(COMMA));
    return rowProblem('no_instances', '', 'the body has no list "instances"');
  }

  /** Moves past a row and to what follows it. */
  #readRow(block: RowBlock): RowProblem | undefined {
    const cursor = this.#cursor;
    if (this.#place === 'first row' && cursor.take(CLOSE_BRACKET)) return this.#closeList();
    const problem = this.#decoder.decodeJson(cursor, block);
    if (problem) return { ...problem, path: `${this.#listPath}[${this.#rowsRead}]` };
    this.#rowsRead++;
    this.#place = 'row';
    if (cursor.take(COMMA)) return undefined;
    return cursor.take(CLOSE_BRACKET) ? this.#closeList() : this.#unexpected('a comma or the end of the list of rows');
  }

  /** Moves past all that follows the rows. */
  #closeList(): RowProblem | undefined {
    const cursor = this.#cursor;
    this.#place = 'end';
    if (this.#listPath === 'instances') {
      while (cursor.take(COMMA)) {
        const key = this.#takeKey();
        if (!key.ok) return key.problem;
        if (key.value === 'instances') {
          return rowProblem('not_json', 'instances', 'the body has a second list "instances"');
        }
        if (isOption(key.value) && !this.#knowsWhatIsBehind) return tooLate(key.value);
        const value = this.#takeJson();
        if (!value.ok) return value.problem;
      }
      if (!cursor.take(CLOSE_BRACE)) return this.#unexpected('the closing } of the body');
    }
    cursor.skipSpace();
    if (!cursor.atEnd) return this.#unexpected('nothing after the body');
    const lanes = this.options.lanes?.stream.length ?? this.#rowsRead;
    return lanes === this.#rowsRead ? undefined : wrongLaneCount(lanes, this.#rowsRead);
  }

  /**
   * Takes the options behind the rows, of which the first row must know, and comes back to the rows. Mostly nothing is
   * behind them: the body ends with the list. What is no JSON is found when it is read again.
   */
  #takeOptionsBehind(): RowProblem | undefined {
    const cursor = this.#cursor;
    if (endsWithList(cursor.bytes)) return undefined;
    this.#knowsWhatIsBehind = true;
    const { at } = cursor;
    if (!cursor.take(CLOSE_BRACKET)) {
      do cursor.takeValue();
      while (cursor.take(COMMA));
      cursor.take(CLOSE_BRACKET);
    }
    while (cursor.take(COMMA)) {
      const key = this.#takeKey();
      if (!key.ok || key.value === 'instances') break;
      const problem = this.#takeValueOf(key.value);
      if (problem) return problem;
    }
    cursor.at = at;
    return undefined;
  }

  #takeValueOf(key: string): RowProblem | undefined {
    const value = this.#takeJson();
    if (!value.ok) return value.problem;
    return isOption(key) ? decodeOption(key, value.value, this.options) : undefined;
  }

  #takeKey(): Result<string, RowProblemCode> {
    this.#cursor.skipSpace();
    if (this.#cursor.takeBytes(INSTANCES_KEY) && this.#cursor.take(COLON)) return INSTANCES;
    const key = this.#takeJson();
    if (!key.ok) return key;
    const isKey = typeof key.value === 'string' && this.#cursor.take(COLON);
    return isKey ? ok(key.value as string) : { ok: false, problem: this.#unexpected('a key') };
  }

  #takeJson(): Result<unknown, RowProblemCode> {
    const parsed = parseJson(this.#cursor.takeValue().toString());
    if (parsed.ok) return parsed;
    return { ok: false, problem: rowProblem('not_json', '', `the body is not JSON: ${parsed.problem}`) };
  }

  #unexpected(wanted: string): RowProblem {
    const cursor = this.#cursor;
    cursor.skipSpace();
    const rest = cursor.bytes.toString('utf8', cursor.at, cursor.at + 40);
    const got = rest === '' ? 'the end' : JSON.stringify(rest);
    const message = `the body is not JSON of rows: got ${got} at byte ${cursor.at}, wanted ${wanted}`;
    return rowProblem('not_json', '', message);
  }
}

/** Whether the body ends with `]}`. */
function endsWithList(bytes: Buffer): boolean {
  const brace = lastByteBefore(bytes, bytes.length);
  return bytes[brace] === CLOSE_BRACE && bytes[lastByteBefore(bytes, brace)] === CLOSE_BRACKET;
}

/** The place of the last byte before `end` that is no white space; -1 where there is none. */
function lastByteBefore(bytes: Buffer, end: number): number {
  let at = end - 1;
  while (at >= 0 && bytes[at] <= SPACE) at--;
  return at;
}

function tooLate(key: keyof RequestOptions): RowProblem {
  const message = `got "${key}" behind the rows and a list behind that, wanted "${key}" before "instances"`;
  return rowProblem(`bad_${key}`, key, message);
}

const INSTANCES_KEY = Buffer.from('"instances"');
const INSTANCES = ok('instances');
