import { excerpt } from './excerpt.ts';

/** One value of a {@link JsonSequence}. */
export interface JsonSequenceValue {
  /** As `JSON.parse` takes it: the words that only Python writes are replaced. */
  readonly json: string;
  /** As it stood there. */
  readonly text: string;
}

/** What a text holds that is no JSON as a whole. */
export interface JsonSequence {
  readonly values: readonly JsonSequenceValue[];
  /** What follows the last value and is no JSON. */
  readonly rest?: { readonly text: string; readonly problem: string };
}

/** What Python's `json.dumps` writes, which no JSON has: missing, and what is too large for a double. */
const BARE_WORDS: ReadonlyMap<string, string> = new Map([
  ['NaN', 'null'],
  ['Infinity', '1e999'],
  ['-Infinity', '-1e999'],
]);
const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?)$/i;

/**
 * Reads JSON objects and arrays that follow each other with nothing, white space or commas between them, as producers
 * write them that forget the separator, and with `NaN` and `Infinity` in them. For what `JSON.parse` has refused: it is
 * slower, takes one pass, and says where the text breaks and why.
 *
 * @param text begins with `{` or `[`
 */
export function readJsonSequence(text: string): JsonSequence {
  const scanner = new JsonScanner(text);
  const values: JsonSequenceValue[] = [];
  for (;;) {
    const from = scanner.skipSeparators();
    if (from === text.length) return { values };
    const problem = scanner.takeValue();
    if (problem !== undefined) return { values, rest: { text: text.slice(from), problem } };
    values.push({ json: scanner.jsonOf(from), text: text.slice(from, scanner.at) });
  }
}

/** What may come next within a value. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or ]' | ', or }' | 'nothing';

/** Moves through a text by JSON's grammar (RFC 8259), with a stack of its own: nesting cannot end it. */
class JsonScanner {
  at = 0;
  readonly #text: string;
  /** Whether each open bracket is an object's. */
  readonly #open: boolean[] = [];
  /** Of the value: where its bare words stand. */
  #bareWords: { readonly at: number; readonly word: string }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** @returns where the next value begins */
  skipSeparators(): number {
    while (this.at < this.#text.length && SEPARATORS.has(this.#text[this.at])) this.at++;
    return this.at;
  }

  /** Passes one object or array. @returns why there is none */
  takeValue(): string | undefined {
    this.#bareWords = [];
    this.#open.length = 0;
    if (this.#text[this.at] !== '{' && this.#text[this.at] !== '[') return this.#unexpected('{ or [');
    for (let expected: Expected | undefined = 'value'; expected !== 'nothing'; ) {
      while (SPACES.has(this.#text[this.at])) this.at++;
      const next: Expected | undefined = this.#take(expected);
      if (next === undefined) return this.#unexpected(WANTED[expected]);
      expected = next;
    }
    return undefined;
  }

  /** The value from there to here, with bare words replaced. */
  jsonOf(from: number): string {
    let json = '';
    let taken = from;
    for (const { at, word } of this.#bareWords) {
      json += this.#text.slice(taken, at) + BARE_WORDS.get(word);
      taken = at + word.length;
    }
    return json + this.#text.slice(taken, this.at);
  }

  /** Passes one token. @returns what may follow it; undefined where it is not what was expected */
  #take(expected: Expected): Expected | undefined {
    const char = this.#text[this.at];
    if ((expected === 'value or ]' || expected === ', or ]') && char === ']') return this.#close();
    if ((expected === 'key or }' || expected === ', or }') && char === '}') return this.#close();
    if (expected === ', or ]') return char === ',' ? this.#pass('value') : undefined;
    if (expected === ', or }') return char === ',' ? this.#pass('key') : undefined;
    if (expected === ':') return char === ':' ? this.#pass('value') : undefined;
    if (expected === 'key' || expected === 'key or }') return this.#takeString() ? ':' : undefined;
    if (char === '{' || char === '[') {
      this.#open.push(char === '{');
      return this.#pass(char === '{' ? 'key or }' : 'value or ]');
    }
    return this.#takeString() || this.#takeScalar() ? this.#afterValue() : undefined;
  }

  #pass(next: Expected): Expected {
    this.at++;
    return next;
  }

  #close(): Expected {
    this.at++;
    this.#open.pop();
    return this.#afterValue();
  }

  #afterValue(): Expected {
    const isInObject = this.#open.at(-1);
    if (isInObject === undefined) return 'nothing';
    return isInObject ? ', or }' : ', or ]';
  }

  #takeString(): boolean {
    const text = this.#text;
    if (text[this.at] !== '"') return false;
    for (let at = this.at + 1; at < text.length; at++) {
      const char = text[at];
      if (char === '\\') at++;
      else if (char === '"') {
        this.at = at + 1;
        return true;
      }
    }
    return false;
  }

  #takeScalar(): boolean {
    const text = this.#text;
    let end = this.at;
    while (end < text.length && !SCALAR_ENDS.has(text[end])) end++;
    const word = text.slice(this.at, end);
    if (BARE_WORDS.has(word)) this.#bareWords.push({ at: this.at, word });
    else if (!SCALAR.test(word)) return false;
    this.at = end;
    return true;
  }

  #unexpected(wanted: string): string {
    const rest = this.#text.slice(this.at, this.at + 41);
    const got = rest === '' ? 'the end' : excerpt(rest, 20);
    return `at character ${this.at + 1} got ${got}, wanted ${wanted}`;
  }
}

const WANTED: Readonly<Record<Expected, string>> = {
  value: 'a value',
  'value or ]': 'a value or ]',
  key: 'a name in quotes',
  'key or }': 'a name in quotes or }',
  ':': 'a colon',
  ', or ]': 'a comma or ]',
  ', or }': 'a comma or }',
  nothing: 'nothing',
};
const SPACES: ReadonlySet<string | undefined> = new Set([' ', '\t', '\n', '\r']);
const SEPARATORS: ReadonlySet<string | undefined> = new Set([...SPACES, ',']);
const SCALAR_ENDS: ReadonlySet<string | undefined> = new Set([...SPACES, ',', ':', '{', '}', '[', ']', '"']);
