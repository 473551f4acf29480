import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CooperativeScheduler, type Job } from '../../../inference-container/serve/cooperative-scheduler.ts';

/** A scheduler by a clock that moves `stepMs` with each step. */
function schedulerOfSteps(stepMs: number) {
  let nowMs = 0;
  const scheduler = new CooperativeScheduler(() => nowMs);
  function* job(steps: number, onStep: () => void): Job<number> {
    for (let step = 1; step <= steps; step++) {
      nowMs += stepMs;
      onStep();
      if (step < steps) yield;
    }
    return steps;
  }
  const finish = (steps: number, onStep: () => void = () => {}, isSmall = false) =>
    scheduler.run(job(steps, onStep), isSmall);
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

  it('gives the result of a job, or what it throws, which costs nobody else a turn', async () => {
    const { finish } = schedulerOfSteps(1);
    let steps = 0;
    const broken = finish(5, () => {
      if (++steps === 2) throw new Error('broken');
    });
    const sound = finish(5);
    await expect(broken).rejects.toThrow('broken');
    expect(await sound).toBe(5);
    expect(steps).toBe(2);
  });

  it('begins with a small job at once, whoever waits', async () => {
    const { finish } = schedulerOfSteps(1);
    const begun: string[] = [];
    const jobs = [finish(2, () => begun.push('large')), finish(1, () => begun.push('small'), true)];
    expect(begun).toEqual(['small']);
    await Promise.all(jobs);
    expect(begun).toEqual(['small', 'large', 'large']);
  });
});
