import type { SampledRow } from '../../contracts/row-sample.ts';
import { RowSample } from '../../training/row-sample.ts';

/** How often a sample is written, by the arrivals of its shard's records. */
const WRITTEN_EVERY_MS = 5 * 60_000;
/** The first time sooner: what a process knows ends with it. */
const FIRST_AFTER_MS = 60_000;

/** Where the samples of shards outlive a process. Whatever fails throws. */
export interface KeptSamples {
  /** @returns undefined where there is none; else also its version, by which it is replaced */
  read(shardId: string): Promise<{ readonly bytes: Uint8Array; readonly version: string } | undefined>;
  /**
   * @param version of what is replaced; undefined where there must be none
   * @returns the version of what is there now; undefined where somebody else wrote in between
   */
  write(shardId: string, bytes: Uint8Array, version: string | undefined): Promise<string | undefined>;
}

/** Loaded when a sample is first read or written: zlib takes milliseconds of a cold start. */
const packing = () => import('./pack-sample.ts');

/** What a process knows of the sample of a shard, and of the object in which it is kept. */
export class ShardSample {
  readonly #shardId: string;
  readonly #sample = new RowSample();
  #hasNews = false;
  /** Of the object as it is known here: undefined before it was read, none where there was none. */
  #object: { readonly version: string | undefined } | undefined;
  #dueMs: number;

  /** @param arrivalMs of the first record that this process has of the shard */
  constructor(shardId: string, arrivalMs: number) {
    this.#shardId = shardId;
    this.#dueMs = arrivalMs + FIRST_AFTER_MS;
  }

  /** As `RowSample.mayTake`. */
  mayTake(...row: Parameters<RowSample['mayTake']>): boolean {
    return this.#sample.mayTake(...row);
  }

  add(row: SampledRow): void {
    this.#sample.add(row);
    this.#hasNews = true;
  }

  /** Whether it is time to write it; whatever comes of that, not again for a while. */
  isDue(arrivalMs: number): boolean {
    if (!this.#hasNews || arrivalMs < this.#dueMs) return false;
    this.#dueMs = arrivalMs + WRITTEN_EVERY_MS;
    return true;
  }

  /**
   * Writes the sample, merged with what others wrote since this process has read or written it. Throws what the port
   * does.
   */
  async save(kept: KeptSamples): Promise<void> {
    this.#object ??= await this.#read(kept);
    if (await this.#write(kept, this.#object.version)) return;
    this.#object = await this.#read(kept);
    if (await this.#write(kept, this.#object.version)) return;
    this.#object = undefined;
    throw new Error('others keep writing the same sample');
  }

  async #read(kept: KeptSamples): Promise<{ readonly version: string | undefined }> {
    const object = await kept.read(this.#shardId);
    if (!object) return { version: undefined };
    const { unpackSample } = await packing();
    // What cannot be unpacked is replaced.
    this.#sample.merge(await unpackSample(object.bytes).catch(() => ''));
    return { version: object.version };
  }

  async #write(kept: KeptSamples, version: string | undefined): Promise<boolean> {
    const { packSample } = await packing();
    const written = await kept.write(this.#shardId, await packSample(this.#sample.text), version);
    if (written === undefined) return false;
    this.#object = { version: written };
    this.#hasNews = false;
    return true;
  }

  /** Of its lines, characters. */
  get size(): number {
    return this.#sample.size;
  }
}
