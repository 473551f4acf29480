import { type FieldMapping, placeOf } from '../mapping.ts';
import { isInList, valueAt } from '../mapping-path.ts';
import type { Contents, Envelope, EnvelopeContent, Members } from './envelopes/content.ts';
import { openEnvelope } from './envelopes/open-envelope.ts';
import { decodeObject, isFullForm } from './json-object.ts';
import { decodeMapped } from './mapped-parts.ts';
import { NestedJson } from './nested-json.ts';
import { decodeId, decodeWhen } from './observation-parts.ts';
import { alone, inPlace, type TextContext, type TextPart } from './text-part.ts';

/** Decodes a text in any form: an argument, because it decodes the objects in it here. */
type DecodeText = (text: string, context: TextContext) => TextPart[];

const NO_MAPPING: FieldMapping = {};

/**
 * The observations of one JSON object: where the mapping says, else in the envelope that it is, else itself. None when
 * it is an envelope that holds none, like a control message, and the mapping finds none in it either.
 */
export function decodeObjectParts(object: object, context: TextContext, decodeText: DecodeText): TextPart[] {
  const { mapping = NO_MAPPING } = context;
  const parts = placeOf(mapping).isWhole ? decodeMapped(object, mapping, context) : undefined;
  if (parts?.some(({ ok }) => ok)) return parts;
  const envelope = envelopeOf(object, context);
  if (parts) return envelope?.ok && envelope.value.count === 0 ? [] : parts;
  return decodeOpened(object, envelope, context, decodeText);
}

function decodeContents(object: object, contents: Contents, context: TextContext, decodeText: DecodeText): TextPart[] {
  const { read } = new NestedJson(context.allowance);
  const around = (path: string) => (isInList(path) ? undefined : valueAt(object, path, read));
  const parts: TextPart[] = [];
  for (let i = 0; i < contents.count && !context.allowance.excess; i++) {
    const content = contents.at(i);
    const within = (path: string) => valueAt(content.aside, path, read) ?? around(path) ?? context.within?.(path);
    const inside = { ...context, within, depth: (context.depth ?? 0) + 1 };
    for (const part of decodeContent(content, inside, decodeText)) parts.push(part);
  }
  return parts;
}

/** @param context of the envelope: what it says of its content comes before what the record says */
function decodeContent(content: EnvelopeContent, context: TextContext, decodeText: DecodeText): TextPart[] {
  const { value, source = context.unnamedSource, timestamp } = content;
  const when = decodeWhen(timestamp, 'timestamp', context);
  // The time is the envelope's, and so is what is wrong with it.
  if (!when.ok) return alone(when, context).map((part) => sealedPart(part, content, 1));
  const inner = { ...context, unnamedSource: source, arrivalMs: when.value };
  const parts =
    typeof value === 'string'
      ? decodeNested(value, inner, decodeText)
      : decodeOpened(value, envelopeOf(value, inner), inner, decodeText);
  return parts.map((part) => sealedPart(identified(part, content, parts.length), content, parts.length));
}

function decodeNested(text: string, context: TextContext, decodeText: DecodeText): TextPart[] {
  return context.allowance.takeNested(text) ? decodeText(text, context) : [];
}

/** An object in an envelope may be one itself. */
function envelopeOf(object: object, { depth = 0 }: TextContext): Envelope | undefined {
  return isFullForm(object as Members) ? undefined : openEnvelope(object, depth);
}

function decodeOpened(
  object: object,
  envelope: Envelope | undefined,
  context: TextContext,
  decodeText: DecodeText,
): TextPart[] {
  if (!envelope) return decodeFlat(object, context);
  return envelope.ok ? decodeContents(object, envelope.value, context, decodeText) : alone(envelope, context);
}

function decodeFlat(object: object, context: TextContext): TextPart[] {
  const { mapping = NO_MAPPING, allowance } = context;
  const reading = placeOf(mapping).isEmpty ? context : { ...context, readJson: new NestedJson(allowance).read };
  return alone(decodeObject(object, reading, mapping), context);
}

/** The id is the envelope's where it holds one observation that has none. */
function identified(part: TextPart, { id }: EnvelopeContent, count: number): TextPart {
  if (!part.ok || part.value.id !== undefined || count > 1) return part;
  const decoded = decodeId(id, 'id');
  if (!decoded.ok) return decoded;
  return decoded.value === undefined ? part : { ...part, value: { ...part.value, id: decoded.value } };
}

/**
 * A part that cannot be read is kept in an envelope of its own, so that it is still what it was when it comes again.
 */
function sealedPart(part: TextPart, { path, value, seal, isOnly }: EnvelopeContent, count: number): TextPart {
  const isWhole = isOnly && count === 1;
  if (part.ok) {
    if (!part.value.unread) return part;
    const late = seal ? () => seal(part.lateText?.() ?? String(value)) : part.lateText;
    return { ok: true, value: part.value, ...(!isWhole && late && { lateText: late }) };
  }
  const text = isWhole ? undefined : seal ? seal(part.text ?? String(value)) : part.text;
  return inPlace({ ok: false, problem: part.problem }, path, text);
}
