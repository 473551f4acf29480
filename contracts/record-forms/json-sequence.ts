import { isMissing } from '../missing.ts';
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

/** What Python writes, which no JSON has; what is missing to it stands in {@link isMissing}. */
const BARE_WORDS: ReadonlyMap<string, string> = new Map([
  ['Infinity', '1e999'],
  ['-Infinity', '-1e999'],
  ['True', 'true'],
  ['False', 'false'],
]);
const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/**
 * Reads JSON objects and arrays that follow each other with nothing, white space or commas between them, as producers
 * write them that forget the separator. Words without quotes in them, which many languages write for what is no number,
 * are missing values (`NaN`, `None`) or infinite (`Infinity`). For what `JSON.parse` has refused: it is slower,
 * takes one pass, and says where the text breaks and why.
 *
 * @param text begins with `{` or `[`
 * @param salvage reads as much as there is: the elements of a list up to where it breaks, and any other word as a text
 */
export function readJsonSequence(text: string, { salvage = false } = {}): JsonSequence {
  const scanner = new JsonScanner(text, salvage);
  const values: JsonSequenceValue[] = [];
  for (let broken: string | undefined; ; ) {
    const from = scanner.skipSeparators();
    if (broken !== undefined && scanner.takeListEnd()) broken = undefined;
    else if (from === text.length)
      return broken === undefined ? { values } : { values, rest: { text: '', problem: broken } };
    else {
      const problem = scanner.takeValue();
      if (problem === undefined) values.push({ json: scanner.jsonOf(from), text: text.slice(from, scanner.at) });
      else if (salvage && broken === undefined && scanner.enterList(from)) broken = problem;
      else return { values, rest: { text: text.slice(from), problem } };
    }
  }
}

/** What may come next within a value. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or ]' | ', or }' | 'nothing';

/** Moves through a text by JSON's grammar (RFC 8259), with a stack of its own: nesting cannot end it. */
class JsonScanner {
  at = 0;
  readonly #text: string;
  readonly #takesWords: boolean;
  /** Whether each open bracket is an object's. */
  readonly #open: boolean[] = [];
  /** Of the value: where its bare words stand. */
  #bareWords: { readonly at: number; readonly word: string }[] = [];

  constructor(text: string, takesWords: boolean) {
    this.#text = text;
    this.#takesWords = takesWords;
  }

  /** @returns where the next value begins */
  skipSeparators(): number {
    while (this.at < this.#text.length && SEPARATORS.has(this.#text[this.at])) this.at++;
    return this.at;
  }

  /** Goes back to a list of objects or lists that cannot be passed as a whole. @returns false where there is none */
  enterList(from: number): boolean {
    const inner = /^\[[\s,]*(?=[[{])/.exec(this.#text.slice(from, from + MAX_SPACE));
    if (!inner) return false;
    this.at = from + inner[0].length;
    return true;
  }

  takeListEnd(): boolean {
    if (this.#text[this.at] !== ']') return false;
    this.at++;
    return true;
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
      json += this.#text.slice(taken, at) + jsonOfWord(word);
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
    if (!SCALAR.test(word)) {
      if (!this.#isWord(word)) return false;
      this.#bareWords.push({ at: this.at, word });
    }
    this.at = end;
    return true;
  }

  /**
   * Any word within an object or a list of lists costs its observation at most. Else the text is likely no JSON at all.
   */
  #isWord(word: string): boolean {
    if (word === '') return false;
    if (BARE_WORDS.has(word) || isMissing(word)) return true;
    return this.#takesWords && (this.#open.length > 1 || this.#open[0]);
  }

  #unexpected(wanted: string): string {
    const rest = this.#text.slice(this.at, this.at + 41);
    const got = rest === '' ? 'the end' : excerpt(rest, 20);
    return `at character ${this.at + 1} got ${got}, wanted ${wanted}`;
  }
}

function jsonOfWord(word: string): string {
  return BARE_WORDS.get(word) ?? (isMissing(word) ? 'null' : JSON.stringify(word));
}

/** White space that may stand between a list and its first element. */
const MAX_SPACE = 1000;

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
