import type { z } from 'zod';
import { deriveFromText } from '../contracts/derive.ts';
import { type SettingName, settingsSchema } from './settings-schema.ts';

/**
 * The value that a text stands for, by the type of the setting: `60`, `true`, `a,b`, `{"source":"id"}`. What is no
 * value of that type stays as it is, for the schema to refuse.
 */
export function fromText(name: string, text: string): unknown {
  if (!Object.hasOwn(settingsSchema.shape, name)) return text;
  if (name === 'derive') return deriveFromText(text);
  return fromTextOf(settingsSchema.shape[name as SettingName], text);
}

function fromTextOf(schema: z.core.$ZodType, text: string): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'default':
    case 'optional':
      return fromTextOf(def.innerType, text);
    case 'number':
    case 'literal':
      return toNumber(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'array':
      return listFromJson(text) ?? splitAtCommas(text).map((item) => fromTextOf(def.element, item));
    case 'object':
      return fromJson(text) ?? numbersByKey(Object.keys(def.shape), text);
    default:
      return text;
  }
}

function toNumber(text: string): unknown {
  return text.trim() === '' ? text : Number(text);
}

function splitAtCommas(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

function listFromJson(text: string): unknown {
  return text.trimStart().startsWith('[') ? fromJson(text) : undefined;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `0.25,0.5,0.75`: an object of numbers may be written as its numbers, in their order. */
function numbersByKey(keys: readonly string[], text: string): unknown {
  const numbers = splitAtCommas(text).map(toNumber);
  if (numbers.length !== keys.length || !numbers.every(Number.isFinite)) return text;
  return Object.fromEntries(keys.map((key, i) => [key, numbers[i]]));
}
