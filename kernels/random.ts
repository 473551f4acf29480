/**
 * Makes a stream of numbers in [0, 1) that is the same for the same seed on every machine: 32 random bits each.
 *
 * @param seed any finite number; its 53-bit integer part decides
 * @see Blackman & Vigna (2021), Scrambled linear pseudorandom number generators: xoshiro128**; its state is spread from
 *   the seed by the SplitMix32 finaliser.
 */
export function seededRandom(seed: number): () => number {
  const state = randomState(seed);
  return () => {
    const a = state[0];
    const b = state[1];
    const c = state[2] ^ a;
    const d = state[3] ^ b;
    const product = Math.imul(b, 5);
    const scrambled = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    state[0] = a ^ d;
    state[1] = b ^ c;
    state[2] = c ^ (b << 9);
    state[3] = (d << 11) | (d >>> 21);
    return scrambled / 2 ** 32;
  };
}

/** Finds where the stream of a seed begins: the four words of xoshiro128**. */
export function randomState(seed: number): Int32Array {
  let spread = ((seed % 2 ** 32) ^ Math.floor(seed / 2 ** 32)) >>> 0;
  const nextState = () => {
    spread = (spread + 0x9e3779b9) | 0;
    let z = spread ^ (spread >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  return Int32Array.of(nextState(), nextState(), nextState(), nextState());
}

/**
 * Draws some of the whole numbers below `of`, none twice, each choice as likely as any other.
 *
 * @param count at most `of`
 */
export function drawWithoutReplacement(count: number, of: number, random: () => number): Uint32Array {
  const numbers = Uint32Array.from({ length: of }, (_, i) => i);
  // a partial shuffle: the first `count` are the sample
  for (let i = 0; i < count; i++) {
    const pick = i + Math.floor(random() * (of - i));
    const drawn = numbers[pick];
    numbers[pick] = numbers[i];
    numbers[i] = drawn;
  }
  return numbers.slice(0, count);
}
