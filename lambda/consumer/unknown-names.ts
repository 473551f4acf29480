import { shortName } from '../../contracts/record-forms/excerpt.ts';
import { type Entry, reasonOf } from './entry.ts';

/** The model's word for an observation that has none of its features. */
const NO_KNOWN_FEATURE = 'no_known_feature';
/** Enough to recognise a stream by. */
const MAX_NAMES = 20;

/** The names of an observation of which the model knows none; undefined when that is not what is wrong with it. */
export function unknownNames(entry: Entry): string[] | undefined {
  const { decoded } = entry;
  if (reasonOf(entry)?.code !== NO_KNOWN_FEATURE || !decoded.ok) return undefined;
  const { features } = decoded.observation;
  return Array.isArray(features) ? undefined : Object.keys(features).slice(0, MAX_NAMES).map(shortName);
}
