import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CooperativeScheduler } from '../../../inference-container/serve/cooperative-scheduler.ts';

/** A scheduler by a clock that moves `stepMs` with each step. */
function schedulerOfSteps(stepMs: number) {
  let nowMs = 0;
  const scheduler = new CooperativeScheduler(() => nowMs);
  const finish = (steps: number, onStep: () => void = () => {}) =>
    new Promise<void>((resolve) => {
      let left = steps;
      scheduler.add(() => {
        nowMs += stepMs;
        onStep();
        if (--left === 0) resolve();
        return left === 0;
      });
    });
  return { finish };
}

describe('taking turns', () => {
  it('lets short work pass long work that began before it', async () => {
    const { finish } = schedulerOfSteps(1);
    const finished: string[] = [];
    const named = (name: string, steps: number) => finish(steps).then(() => finished.push(name));
    await Promise.all([named('long', 100), named('longer', 200), named('short', 2)]);
    expect(finished).toEqual(['short', 'long', 'longer']);
  });

  it.each([
    ['one long step', 1, 1],
    ['as many short steps as begin within half a millisecond', 0.125, 4],
  ])('takes %s between two looks at the network, whoever waits', async (_, stepMs, most) => {
    const { finish } = schedulerOfSteps(stepMs);
    let taken = 0;
    const work = [1, 2, 3, 4].map(() => finish(10, () => taken++));
    for (let look = 1; taken < 40; look++) {
      await setImmediate();
      expect(taken).toBeLessThanOrEqual(look * most);
    }
    await Promise.all(work);
  });
});
