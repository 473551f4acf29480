/** Numbers of one block: 32 kB. One verdict has 965 at the most. */
const BLOCK = 4096;

let block = new Float64Array(BLOCK);
let taken = 0;

/**
 * Makes room for the numbers of a verdict, all zero. Verdicts live as long as a batch of thousands: the collector would
 * copy numbers that each of them had for itself again and again, and does not copy a block that many share.
 */
export function roomForNumbers(count: number): Float64Array {
  if (taken + count > BLOCK) {
    block = new Float64Array(BLOCK);
    taken = 0;
  }
  taken += count;
  return block.subarray(taken - count, taken);
}
