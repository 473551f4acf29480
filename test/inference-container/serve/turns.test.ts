import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Turns, type Work } from '../../../inference-container/serve/turns.ts';

function* steps<T>(count: number, value: T, log: (value: T) => void): Work<T> {
  for (let step = 0; step < count; step++) {
    log(value);
    yield;
  }
  return value;
}

describe('taking turns', () => {
  it('lets short work pass long work that began before it', async () => {
    const turns = new Turns();
    const finished: string[] = [];
    const finish = async (name: string, count: number) => {
      finished.push(await turns.finish(steps(count, name, () => {})));
    };
    await Promise.all([finish('long', 100), finish('longer', 200), finish('short', 2)]);
    expect(finished).toEqual(['short', 'long', 'longer']);
  });

  it('takes one step between two looks at the network, whoever waits', async () => {
    const turns = new Turns();
    let taken = 0;
    const work = [1, 2, 3, 4].map((name) => turns.finish(steps(5, name, () => taken++)));
    for (let look = 1; look <= 20; look++) {
      await setImmediate();
      expect(taken).toBeLessThanOrEqual(look);
    }
    await Promise.all(work);
    expect(taken).toBe(20);
  });

  it('gives what one piece of work threw to whoever waits for it, and to nobody else', async () => {
    const turns = new Turns();
    const broken = (function* (): Work<never> {
      yield;
      throw new Error('broken');
    })();
    const sound = turns.finish(steps(3, 'sound', () => {}));
    await expect(turns.finish(broken)).rejects.toThrow('broken');
    expect(await sound).toBe('sound');
  });
});
