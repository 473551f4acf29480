import type { Allowance } from './allowance.ts';
import { parseExactJson } from './exact-json.ts';
import { excerpt } from './excerpt.ts';
import { readJsonSequence } from './json-sequence.ts';

/** Reads texts that are JSON, each once however many paths lead through it, from the allowance of its record. */
export class NestedJson {
  readonly #allowance: Allowance;
  #values?: Map<string, unknown>;
  #unread: string | undefined;

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  /** The beginning of the first text that is no JSON, as messages may show it. */
  get unread(): string | undefined {
    return this.#unread;
  }

  /** The value of a text; undefined when it is no JSON, or beyond the allowance. */
  readonly read = (text: string): unknown => {
    this.#values ??= new Map();
    if (this.#values.has(text)) return this.#values.get(text);
    const value = this.#allowance.takeNested(text) ? this.#parse(text) : undefined;
    this.#values.set(text, value);
    return value;
  };

  #parse(text: string): unknown {
    try {
      return parseExactJson(text);
    } catch {
      const value = onlyValueOf(text);
      if (value === undefined) this.#unread ??= excerpt(text);
      return value;
    }
  }
}

/** One value with words that JSON does not have, like `NaN`. */
function onlyValueOf(text: string): unknown {
  const { values, rest } = readJsonSequence(text);
  if (values.length !== 1 || rest) return undefined;
  try {
    return parseExactJson(values[0].json);
  } catch {
    return undefined;
  }
}
