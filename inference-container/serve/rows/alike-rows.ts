import { instantiateKernel } from '../../../kernels/runtime.ts';
import type { ByteCursor } from './byte-cursor.ts';
import type { RowBlock } from './row-block.ts';
import { ROW_KERNEL_BASE64 } from './row-kernel-module.ts';
import type { RowTemplate } from './row-template.ts';

/** Of a body in the kernel's memory at once. */
const WINDOW_BYTES = 64 * 1024;
/** Rows that take more to describe are read one by one. */
const TEMPLATE_BYTES = 16 * 1024;
/** So far the kernel looks at most beyond the end of the window, before it sees that it is there: a text and a number. */
const MARGIN_BYTES = TEMPLATE_BYTES + 64;
const SLOT_BYTES = 12;

/** What `assembly/row-kernel.ts` exports; all places are bytes from the start of memory. */
interface RowKernel {
  configure(slotsAt: number, slotCount: number, gapAt: number, gapLength: number, powersOfTenAt: number): void;
  readRows(at: number, end: number, most: number, out: number, rowBytes: number): number;
  endOfRows(): number;
}

/**
 * Reads rows that are written like the one before but for their numbers, as those of nearly all bodies are: several times as fast as
 * one by one. Whatever is not like that, or a number that is not a short one, it leaves alone.
 */
export class AlikeRows {
  readonly #kernel: RowKernel;
  readonly #memory: Uint8Array;
  readonly #values: Float64Array;
  readonly #featureCount: number;
  #separator: number | undefined;
  /** Which body, from where to where, lies in the window. */
  #window = { owner: {}, from: 0, to: 0 };

  /** @param capacity rows that are read at once at most */
  constructor(featureCount: number, capacity: number) {
    this.#featureCount = featureCount;
    const valueBytes = capacity * featureCount * 8;
    const bytes = VALUES_AT + valueBytes;
    const { kernel, buffer } = instantiateKernel<RowKernel>(ROW_KERNEL_BASE64, bytes);
    this.#kernel = kernel;
    this.#memory = new Uint8Array(buffer);
    this.#values = new Float64Array(buffer, VALUES_AT, capacity * featureCount);
    new BigUint64Array(buffer, POWERS_AT).set(POWERS_OF_TEN);
  }

  /**
   * From now on reads rows like this one, in bodies of the same separator; none where it is too long to describe.
   * @param separator the byte between two rows that makes them two in this form of body, whatever space is around it
   */
  learn({ texts, features, gap }: RowTemplate, separator: number): void {
    const slotBytes = texts.length * SLOT_BYTES;
    const textBytes = texts.reduce((sum, { length }) => sum + length, 0);
    const fits = slotBytes + textBytes + gap.length <= TEMPLATE_BYTES;
    this.#separator = fits ? separator : undefined;
    if (!fits) return;
    const slots = new Int32Array(this.#memory.buffer, TEMPLATE_AT);
    let at = TEMPLATE_AT + slotBytes;
    for (const [k, text] of texts.entries()) {
      const feature = features[k];
      slots.set([at, text.length, feature === undefined ? -1 : feature * 8], 3 * k);
      this.#memory.set(text, at);
      at += text.length;
    }
    this.#memory.set(gap, at);
    this.#kernel.configure(TEMPLATE_AT, features.length, at, gap.length, POWERS_AT);
  }

  /**
   * Appends rows to the block, as many as are alike and as there is room for, and moves the cursor from where the first one begins to where
   * the last one ends.
   * @param owner the same object for all calls with the same body
   * @returns how many
   */
  take(cursor: ByteCursor, block: RowBlock, separator: number, owner: object): number {
    if (separator !== this.#separator) return 0;
    this.#show(cursor, owner);
    const { from, to } = this.#window;
    const width = this.#featureCount;
    const room = block.capacity - block.count;
    const at = WINDOW_AT + cursor.at - from;
    const count = this.#kernel.readRows(at, WINDOW_AT + to - from, room, VALUES_AT, width * 8);
    if (count === 0) return 0;
    block.values.set(this.#values.subarray(0, count * width), block.count * width);
    block.count += count;
    cursor.at = from + this.#kernel.endOfRows() - WINDOW_AT;
    return count;
  }

  /** Has the bytes at the cursor in the window: half of one at least, or the rest of the body. */
  #show({ bytes, at }: ByteCursor, owner: object): void {
    const { owner: shown, from, to } = this.#window;
    const enough = to === bytes.length || to - at >= WINDOW_BYTES / 2;
    if (shown === owner && at >= from && enough) return;
    const end = Math.min(at + WINDOW_BYTES, bytes.length);
    this.#memory.set(bytes.subarray(at, end), WINDOW_AT);
    this.#window = { owner, from: at, to: end };
  }
}

/** Up to 10^16. */
const POWERS_OF_TEN = BigUint64Array.from({ length: 17 }, (_, exponent) => 10n ** BigInt(exponent));

// 1024: below lies what the compiler may want for itself
const POWERS_AT = 1024;
const TEMPLATE_AT = POWERS_AT + POWERS_OF_TEN.byteLength;
const WINDOW_AT = TEMPLATE_AT + TEMPLATE_BYTES + 64;
const VALUES_AT = Math.ceil((WINDOW_AT + WINDOW_BYTES + MARGIN_BYTES) / 64) * 64;
