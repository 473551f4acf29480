import type { Observation } from '../observation.ts';
import { ok, type Result } from '../result.ts';
import { decodeSource, type RecordContext } from './observation-parts.ts';
import { decodePositionalFeatures } from './values.ts';

/** An observation that is nothing but values, which only the model can name: the record says the rest. */
export function decodePositional(values: readonly unknown[], context: RecordContext): Result<Observation> {
  const source = decodeSource(undefined, 'source', context);
  if (!source.ok) return source;
  const features = decodePositionalFeatures(values, '');
  if (!features.ok) return features;
  return ok({ source: source.value, timestampMs: context.arrivalMs, features: features.value });
}
