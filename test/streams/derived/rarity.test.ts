import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { log2 } from '../../../kernels/log2.ts';
import { CATEGORIES, hashOf, RARITY_BYTES, Rarity } from '../../../streams/derived/rarity.ts';

/** The same with the categories themselves. */
class PlainRarity {
  readonly places: { category: string; count: number }[] = Array.from({ length: CATEGORIES }, () => ({
    category: '',
    count: 0,
  }));
  total = 0;

  take(category: string): number {
    let place = this.places.find((each) => each.count > 0 && each.category === category);
    if (place === undefined) {
      const least = Math.min(...this.places.map(({ count }) => count));
      place = this.places.find(({ count }) => count === least)!;
      Object.assign(place, { category, count: 0 });
    }
    const rarity = log2(++this.total / ++place.count);
    if (this.total === 65_535) {
      this.total = 32_767;
      for (const each of this.places) each.count = Math.floor(each.count / 2);
    }
    return rarity;
  }
}

describe('how rare a category is for its source', () => {
  it('is by its share, of the 64 that came most, whatever comes', () => {
    const property = fc.property(fc.array(fc.nat(90), { minLength: 100, maxLength: 600 }), (categories) => {
      const plain = new PlainRarity();
      const rarity = new Rarity(new ArrayBuffer(RARITY_BYTES), 0);
      for (const category of categories) expect(rarity.take(`c${category}`)).toBe(plain.take(`c${category}`));
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('is 0 for the only one, and the doublings of all for the first of its kind', () => {
    const rarity = new Rarity(new ArrayBuffer(RARITY_BYTES), 0);
    for (let i = 0; i < 1023; i++) expect(rarity.take('usual')).toBe(0);
    expect(rarity.take('new')).toBe(10);
  });

  it('forgets by half where 65,535 were counted', () => {
    const plain = new PlainRarity();
    const rarity = new Rarity(new ArrayBuffer(RARITY_BYTES), 0);
    for (let i = 0; i < 140_000; i++) {
      const category = i < 66_000 ? 'before' : 'after';
      expect(rarity.take(category)).toBe(plain.take(category));
    }
  });

  it('takes categories apart by 32 bits of them', () => {
    const hashes = new Set(Array.from({ length: 10_000 }, (_, i) => hashOf(`terminal ${i}`)));
    expect(hashes.size).toBe(10_000);
    expect(hashOf('')).toBe(0x811c9dc5);
  });
});
