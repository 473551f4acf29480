import { type FieldMapping, placeOf } from '../mapping.ts';
import { isInList, splitPath, valueAt } from '../mapping-path.ts';
import type { Observation } from '../observation.ts';
import { malformed, type Result } from '../result.ts';
import { cut, isObject, type Members } from './envelopes/content.ts';
import { excerpt } from './excerpt.ts';
import { decodeObject, isFullForm } from './json-object.ts';
import { NestedJson } from './nested-json.ts';
import { alone, inPlace, rewritten, type TextContext, type TextPart } from './text-part.ts';

/**
 * The observations of one object where a mapping says that they are: in each element of a list, in an object within, or
 * the object itself.
 */
export function decodeMapped(object: object, mapping: FieldMapping, context: TextContext): TextPart[] {
  const { list, rest } = placeOf(mapping);
  const around = new NestedJson(context.allowance);
  if (list === undefined && rest === '') {
    return alone(decodeRead(object, mapping, { ...context, readJson: around.read }, around), context);
  }
  const found = valueAt(object, list ?? rest, around.read);
  if (found === undefined && isFullForm(object as Members)) return alone(decodeObject(object, context), context);
  if (Array.isArray(found)) return decodeElements({ object, mapping, context, around }, list ?? rest, found);
  if (list === undefined) return alone(decodeElement({ object, mapping, context, around }, found, ''), context);
  const message = `mapping leads to a list at ${list}, got ${around.unread ?? excerpt(found)}`;
  return alone(malformed('no_observations', list, message), context);
}

/** An object, and what its observations are decoded with. */
interface Mapped {
  readonly object: object;
  readonly mapping: FieldMapping;
  readonly context: TextContext;
  /** Reads the texts in the object that no element has for itself. */
  readonly around: NestedJson;
}

function decodeElements(mapped: Mapped, list: string, elements: readonly unknown[]): TextPart[] {
  const { mapping, context } = mapped;
  if (elements.length === 0) return alone(malformed('empty', list, 'the array is empty'), context);
  const rest = placeOf(mapping).list === undefined ? '' : placeOf(mapping).rest;
  let kept: object | undefined;
  const parts: TextPart[] = [];
  for (const [i, element] of elements.entries()) {
    if (!context.allowance.takeObservations(1)) break;
    const part = decodeElement(mapped, element, rest);
    if (!part.ok && elements.length > 1) kept ??= keptOf(mapped);
    const text = kept && !part.ok ? rewritten({ ...kept, [list]: [element] }) : undefined;
    parts.push(inPlace(part, `${list}[${i}]`, text));
  }
  return parts;
}

/** @param rest leads from the element to its observation */
function decodeElement(
  { object, mapping, context, around }: Mapped,
  element: unknown,
  rest: string,
): Result<Observation> {
  const nested = new NestedJson(context.allowance);
  const observation = valueAt(element, rest, nested.read);
  const within = (path: string) => {
    if (!isInList(path)) return valueAt(object, path, around.read);
    return valueAt(element, splitPath(path).rest, nested.read);
  };
  return decodeRead(observation, mapping, { ...context, within, readJson: nested.read }, nested, around);
}

/** @param readers of texts on the way: what one of them could not read may be why there is nothing */
function decodeRead(
  observation: unknown,
  mapping: FieldMapping,
  context: TextContext,
  ...readers: readonly NestedJson[]
): Result<Observation> {
  const decoded = isObject(observation)
    ? decodeObject(observation, context, mapping)
    : malformed('not_an_observation', '', `an observation must be an object, got ${excerpt(observation)}`);
  if (decoded.ok) return decoded;
  const unread = readers.find((reader) => reader.unread !== undefined)?.unread;
  return unread === undefined
    ? decoded
    : malformed('unreadable', '', `mapping leads into JSON in a text, got ${unread}`);
}

/** What an element alone has to have around it, each value under its whole path, where the same mapping finds it. */
function keptOf({ object, mapping: { features = {}, labels = {}, ...paths }, around }: Mapped): object {
  const all = [...Object.values(paths), ...Object.values(labels), ...Object.values(features)];
  const outer = all.filter((path) => !isInList(path));
  return Object.fromEntries(outer.map((path) => [path, cut(valueAt(object, path, around.read))]));
}
