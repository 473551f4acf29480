import { MAX_MAPPING_BYTES } from '../contracts/mapping.ts';
import type { Settings } from './settings-schema.ts';

/** Bytes of JSON that the mapping may have beside the collector: a function takes 4 KB of variables. */
export function mappingRoom({ otlpEndpoint = '', otlpHeadersSecret = '' }: Settings): number {
  return MAX_MAPPING_BYTES - otlpEndpoint.length - otlpHeadersSecret.length;
}
