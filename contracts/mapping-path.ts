/** Stands in a path for each element of the list before it. */
const EACH = '[*]';
/** Stands in a path behind a text that is JSON itself. */
const JSON_TEXT = '|json';

/** One path of a mapping, taken apart at its `[*]`. */
export interface MappingPath {
  /** Leads to the list; absent when the path has no `[*]`. */
  readonly list?: string;
  /** Leads on from an element of the list, or from the record. Empty for the element itself. */
  readonly rest: string;
}

/** Takes a path apart. What {@link isMappingPath} refuses means nothing here. */
export function splitPath(path: string): MappingPath {
  const at = path.indexOf(EACH);
  if (at === -1) return { rest: path };
  const rest = path.slice(at + EACH.length);
  return { list: path.slice(0, at), rest: rest.startsWith('.') ? rest.slice(1) : rest };
}

/** Says whether a path leads into a list. */
export function isInList(path: string): boolean {
  return path.includes(EACH);
}

/** Says whether the text is a path: not empty, with at most one `[*]`, which has a name before it. */
export function isMappingPath(path: string): boolean {
  if (path === '') return false;
  const [list, rest, ...others] = path.split(EACH);
  return rest === undefined || (list !== '' && others.length === 0 && /^($|\.|\|json($|\.))/.test(rest));
}

/**
 * The value at a path without `[*]`: `detail.readings.0.value`, `message|json.value`. A key that itself has the dots
 * comes first. Undefined where the path leads through nothing.
 *
 * @param readJson undefined for a text that is no JSON
 */
export function valueAt(from: unknown, path: string, readJson: (text: string) => unknown): unknown {
  if (path === '') return from;
  if (typeof from === 'object' && from !== null && Object.hasOwn(from, path)) return memberOf(from, path);
  let value = from;
  for (const step of path.split('.')) {
    const [key, texts] = withoutJson(step);
    // Right behind `[*]` stands no name: `[*]|json.value`.
    if (key !== '' || texts === 0) value = memberOf(value, key);
    for (let i = 0; i < texts; i++) value = typeof value === 'string' ? readJson(value) : undefined;
  }
  return value;
}

function memberOf(object: unknown, key: string): unknown {
  if (typeof object !== 'object' || object === null || !Object.hasOwn(object, key)) return undefined;
  return (object as Record<string, unknown>)[key];
}

/** A step's key, and how often what is there is JSON in a text. */
function withoutJson(step: string): [key: string, texts: number] {
  let key = step;
  let texts = 0;
  for (; key.endsWith(JSON_TEXT); texts++) key = key.slice(0, -JSON_TEXT.length);
  return [key, texts];
}
