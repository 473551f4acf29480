import { describe, expect, it } from 'vitest';
import { DECAY_MS, identityHash, priorityOf, priorityOfIdentity } from '../../training/sample-priority.ts';

describe('the priority of a row', () => {
  // The number by another implementation, in Python with its own logarithm.
  it('is the same on every machine, to the last bit', () => {
    const identity = 'shardId-000000000000:49590338271490256608559692538361571095921575989136588898:3';
    expect(priorityOfIdentity(identity, 1_795_000_000_000)).toBe(20775.33348943956);
  });

  it('is that of its identity, piece by piece', () => {
    const recordHash = identityHash('17', identityHash('shardId-000000000001:'));
    expect(priorityOf(recordHash, 4, 5)).toBe(priorityOfIdentity('shardId-000000000001:17:4', 5));
  });

  it('hashes as RFC 9923 says', () => {
    expect(identityHash('') >>> 0).toBe(0x811c9dc5);
    expect(identityHash('a') >>> 0).toBe(0xe40c292c);
    expect(identityHash('foobar') >>> 0).toBe(0xbf9cf968);
  });

  it.each([
    ['observations of records in a row', (i: number) => `shardId-000000000000:${10 ** 12 + i}:0`],
    ['observations of one record', (i: number) => `shardId-000000000000:7:${i}`],
  ])('has Gumbel noise, also of %s', (_, identityOf) => {
    const count = 20_000;
    const noise = Float64Array.from({ length: count }, (_unused, i) => priorityOfIdentity(identityOf(i), 0)).sort();
    const distance = noise.reduce(
      (most, x, i) => Math.max(most, Math.abs((i + 0.5) / count - Math.exp(-Math.exp(-x)))),
      0,
    );
    // Kolmogorov and Smirnov, one chance in ten thousand
    expect(distance).toBeLessThan(2.2 / Math.sqrt(count));
  });

  it('rises by one for each DECAY_MS', () => {
    expect(priorityOfIdentity('a:1:0', 3 * DECAY_MS) - priorityOfIdentity('a:1:0', 2 * DECAY_MS)).toBeCloseTo(1, 12);
  });
});
