import { describe, expect, it, vi } from 'vitest';
import { packSources } from '../../streams/pack-sources.ts';
import { Sources } from '../../streams/sources.ts';

// It is called when all features of an observation have been learned, and the source has not.
const { scoreThenRemember } = vi.hoisted(() => ({ scoreThenRemember: vi.fn((surprise: number) => surprise) }));
vi.mock('../../streams/event-memory.ts', () => ({ scoreThenRemember }));

const START_MS = Date.UTC(2026, 0, 1);

function observationAt(i: number, source = 'pump-1') {
  const atMs = START_MS + 1000 * i;
  return { source, timestampMs: atMs, arrivalMs: START_MS + 60_000, features: { x: i % 7, y: i % 5 } };
}

describe('the sources of a shard, where our own code throws', () => {
  it('know each source as it was', () => {
    const sources = new Sources({ counters: new Set(), silentAfterMs: 1e9, mostFeatures: 10 });
    for (let i = 0; i < 30; i++) sources.judgeAndLearn(observationAt(i));
    const before = packSources(sources);
    scoreThenRemember.mockImplementation(() => {
      throw new TypeError('a bug');
    });
    const ahead = sources.overlay();
    expect(() => ahead.judgeAndLearn(observationAt(30))).toThrow('a bug');
    expect(packSources(ahead)).toEqual(before);
    expect(() => sources.judgeAndLearn(observationAt(30))).toThrow('a bug');
    expect(() => sources.judgeAndLearn(observationAt(30, 'new'))).toThrow('a bug');
    expect(packSources(sources)).toEqual(before);
  });
});
