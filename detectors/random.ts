/**
 * A stream of numbers in [0, 1) that is the same for the same seed on every machine: 32 random bits each.
 *
 * @param seed any finite number; its 53-bit integer part decides
 * @see Blackman & Vigna (2021), Scrambled linear pseudorandom number generators: xoshiro128**; its state is spread from the
 *   seed by the SplitMix32 finaliser.
 */
export function seededRandom(seed: number): () => number {
  let spread = ((seed % 2 ** 32) ^ Math.floor(seed / 2 ** 32)) >>> 0;
  const nextState = () => {
    spread = (spread + 0x9e3779b9) | 0;
    let z = spread ^ (spread >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let a = nextState();
  let b = nextState();
  let c = nextState();
  let d = nextState();

  return () => {
    const scrambled = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return scrambled / 2 ** 32;
  };
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
