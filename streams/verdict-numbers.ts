/** Numbers of one block: 32 kB. The most that one verdict has are 965. */
const BLOCK = 4096;

/**
 * The block that new numbers go into. Verdicts live as long as a batch of thousands: in arrays of their own the collector
 * would copy their numbers again and again, a block lies where it copies nothing. Every block is left to the verdicts
 * that have numbers in it when it is full.
 */
export let block = new Float64Array(BLOCK);
let taken = 0;

/** Makes room in {@link block} for the numbers of a verdict, all zero. @returns where it begins */
export function makeRoom(numbers: number): number {
  if (taken + numbers > BLOCK) {
    block = new Float64Array(BLOCK);
    taken = 0;
  }
  taken += numbers;
  return taken - numbers;
}
