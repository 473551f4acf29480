import { ok, type Result } from '../../../contracts/result.ts';
import { type RowProblem, type RowProblemCode, rowProblem } from '../http/http-problems.ts';
import { ByteCursor, CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, OPEN_BRACE, OPEN_BRACKET } from './byte-cursor.ts';
import { parseJson } from './parse-json.ts';
import type { RowBlock, RowReader } from './row-block.ts';
import type { RowDecoder } from './row-decoder.ts';

/**
 * Reads `application/json`: `{"instances": [row, ..]}`, other keys ignored, or a bare list of rows.
 *
 * It never parses the body as a whole: it finds the rows one at a time, so that a large body neither fills the memory
 * with objects nor keeps others waiting. Where a row is not JSON, it cannot tell where the next one begins: then the
 * whole body is refused.
 */
export class JsonRows implements RowReader {
  readonly #cursor: ByteCursor;
  readonly #decoder: RowDecoder;
  /** What comes next. */
  #place: 'body' | 'first row' | 'row' | 'end' = 'body';
  /** Of the list of rows in the body: `instances`, or '' for a bare list. */
  #listPath = '';
  #rowsRead = 0;

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
      if (key.value === 'instances') return cursor.take(OPEN_BRACKET) ? undefined : this.#unexpected('a list of rows');
      const value = this.#takeJson();
      if (!value.ok) return value.problem;
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
        const value = this.#takeJson();
        if (!value.ok) return value.problem;
      }
      if (!cursor.take(CLOSE_BRACE)) return this.#unexpected('the closing } of the body');
    }
    cursor.skipSpace();
    return cursor.atEnd ? undefined : this.#unexpected('nothing after the body');
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

const INSTANCES_KEY = Buffer.from('"instances"');
const INSTANCES = ok('instances');
