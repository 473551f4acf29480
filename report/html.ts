import { toPlainText } from '../contracts/plain-text.ts';

/** Markup that is safe to put into a page as it is. Made only by {@link html} and {@link trusted}. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

type Part = Html | string | number | undefined | false | readonly Part[];

/**
 * A template whose interpolated strings and numbers are escaped, so that what records say stays text.
 * Nested {@link Html} is kept, lists are joined, `undefined` and `false` vanish.
 */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(String.raw({ raw: literals }, ...parts.map(toMarkup)));
}

/** Our own markup, script or style, never text from outside. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

function toMarkup(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.markup;
  if (Array.isArray(part)) return part.map(toMarkup).join('');
  return escapeHtml(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Writes a text from a record so that it can stand between tags or in an attribute, without its control characters. */
export function escapeHtml(text: string): string {
  return toPlainText(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** JSON that can stand inside a script element: no `<` ends it early, no line separator breaks it. */
export function scriptJson(value: unknown): Html {
  const json = JSON.stringify(value, (_key, part) => (typeof part === 'string' ? toPlainText(part) : part));
  return new Html(json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`));
}
