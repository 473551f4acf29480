import type { Draw } from './draw.ts';

/** The bytes with a piece missing, doubled or foreign, cut short, or with one bit turned. */
export function damageBytes(given: Uint8Array, draw: Draw): Uint8Array {
  const bytes = Buffer.from(given);
  const at = draw.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + draw.below(20));
  switch (draw.below(5)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), draw.bytes(20), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    default:
      if (at < bytes.length) bytes[at] ^= 1 << draw.below(8);
      return bytes;
  }
}
