import { gunzipSync } from 'node:zlib';
import { decodeSample, type SampledRow } from '../../../contracts/row-sample.ts';
import type { KeptSamples } from '../../../lambda/consumer/shard-sample.ts';

/** The bucket of samples as it behaves when nothing is wrong, and what was asked of it. */
export class InMemorySamples implements KeptSamples {
  readonly objects = new Map<string, { readonly bytes: Uint8Array; readonly version: string }>();
  readonly calls: ('read' | 'write')[] = [];
  /** Fails every call. */
  failure: Error | undefined;
  #writes = 0;

  async read(shardId: string) {
    this.calls.push('read');
    if (this.failure) throw this.failure;
    return this.objects.get(shardId);
  }

  async write(shardId: string, bytes: Uint8Array, version: string | undefined) {
    this.calls.push('write');
    if (this.failure) throw this.failure;
    if (this.objects.get(shardId)?.version !== version) return undefined;
    this.objects.set(shardId, { bytes, version: `"${++this.#writes}"` });
    return `"${this.#writes}"`;
  }

  rows(shardId = 'shardId-000000000000'): SampledRow[] {
    const object = this.objects.get(shardId);
    return object ? decodeSample(gunzipSync(object.bytes).toString()) : [];
  }
}
