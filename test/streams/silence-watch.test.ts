import { describe, expect, it } from 'vitest';
import { mergeSources } from '../../streams/merge-sources.ts';
import { packSources, unpackSources } from '../../streams/pack-sources.ts';
import type { Silence } from '../../streams/silence-watch.ts';
import { Sources } from '../../streams/sources.ts';
import { sourcesSettings } from '../../streams/sources-settings.ts';
import { fleet } from '../support/fleet.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 5);
const SETTINGS = sourcesSettings();

function hear(sources: Sources, source: string, arrivalMs: number, x: number | null = 1): readonly Silence[] {
  sources.judgeAndLearn({ source, timestampMs: arrivalMs, arrivalMs, features: { x } });
  return sources.watch.take();
}

/** Sources that spoke every five minutes for three days, one after the other. */
function known(...names: readonly string[]): { sources: Sources; endMs: number } {
  const sources = new Sources(SETTINGS);
  const endMs = START_MS + 3 * DAY_MS;
  for (let ms = START_MS; ms < endMs; ms += 5 * MINUTE_MS) {
    for (const [i, name] of names.entries()) expect(hear(sources, name, ms + 1000 * i)).toEqual([]);
  }
  return { sources, endMs };
}

/** They speak every five minutes from `fromMs` until before `toMs`. @returns what was noticed */
function go(sources: Sources, names: readonly string[], fromMs: number, toMs: number): (Silence & { atMs: number })[] {
  const found: (Silence & { atMs: number })[] = [];
  for (let ms = fromMs; ms < toMs; ms += 5 * MINUTE_MS) {
    for (const [i, name] of names.entries()) {
      const atMs = ms + 1000 * i;
      found.push(...hear(sources, name, atMs).map((one) => ({ ...one, atMs })));
    }
  }
  return found;
}

describe('a fleet of a thousand sources of nine kinds, for ten days', () => {
  const deadAtMs = START_MS + 8.3 * DAY_MS;
  const deaths = { 'clockwork-0': deadAtMs, 'jittery-1': deadAtMs, 'bursts-3': deadAtMs, 'lossy-2': deadAtMs };
  const sources = new Sources(SETTINGS);
  const told: { source: string; minutes: number }[] = [];
  for (const { source, arrivalMs } of fleet(1000, { startMs: START_MS, days: 10, seed: 1, deaths })) {
    for (const one of hear(sources, source, arrivalMs)) {
      if (one.kind === 'silent') told.push({ source: one.source, minutes: (arrivalMs - one.sinceMs) / MINUTE_MS });
    }
  }
  const minutesOf = (name: string) => told.find(({ source }) => source === name)?.minutes ?? Number.NaN;

  it('is told of the dead ones and of no other in a week', () => {
    expect(told.map(({ source }) => source).sort()).toEqual(Object.keys(deaths).sort());
  });

  it('within three of their intervals, where these are regular', () => {
    expect(minutesOf('clockwork-0')).toBeLessThan(3 * 5);
    expect(minutesOf('jittery-1')).toBeLessThan(3 * 5);
    expect(minutesOf('bursts-3')).toBeLessThan(3 * 20);
  });

  it('where they are not, within 1.5 of the second longest gap and its square over the usual one', () => {
    expect(minutesOf('lossy-2')).toBeLessThan(20 * (1.5 + 20 / 5));
  });

  it('and all is the same in packed bytes at any time', () => {
    const again = unpackSources(packSources(sources).slice(), SETTINGS);
    expect(packSources(again)).toEqual(packSources(sources));
    expect(again.late()).toEqual(sources.late());
  }, 60_000);
});

describe('silence', () => {
  it('is noticed once, by the first arrival after it is due, and ends when the source speaks', () => {
    const { sources, endMs } = known('pump-1', 'pump-2', 'pump-3');
    const found = go(sources, ['pump-1', 'pump-3'], endMs, endMs + DAY_MS);
    const sinceMs = endMs - 5 * MINUTE_MS + 1000;
    expect(found).toEqual([
      expect.objectContaining({
        kind: 'silent',
        source: 'pump-2',
        sinceMs,
        late: 1,
        always: 3,
        atMs: endMs + 10 * MINUTE_MS,
      }),
    ]);
    expect(found[0]).toHaveProperty('usualMs', expect.closeTo(5 * MINUTE_MS, -2));
    expect(hear(sources, 'pump-2', endMs + DAY_MS)).toEqual([{ kind: 'spoke', source: 'pump-2', sinceMs }]);
    expect(hear(sources, 'pump-2', endMs + DAY_MS + 1)).toEqual([]);
  });

  it('is not told of one that speaks at the very moment, only that it had been silent', () => {
    const { sources, endMs } = known('pump-1', 'pump-2');
    go(sources, ['pump-1'], endMs, endMs + 10 * MINUTE_MS);
    expect(hear(sources, 'pump-2', endMs + 10 * MINUTE_MS)).toEqual([expect.objectContaining({ kind: 'spoke' })]);
  });

  it('of one that sends nothing but missing values is silence', () => {
    const { sources, endMs } = known('pump-1', 'pump-2');
    const found: Silence[] = [];
    for (let ms = endMs; ms < endMs + 60 * MINUTE_MS; ms += 5 * MINUTE_MS) {
      found.push(...hear(sources, 'pump-1', ms), ...hear(sources, 'pump-2', ms + 1000, null));
    }
    expect(found).toEqual([expect.objectContaining({ kind: 'silent', source: 'pump-2' })]);
  });

  it("of all is nobody's: it is told of the shard, and a source that stays silent then is told", () => {
    const { sources, endMs } = known('pump-1', 'pump-2', 'pump-3');
    const againMs = endMs + 3 * 60 * MINUTE_MS;
    const found = go(sources, ['pump-1', 'pump-3'], againMs, againMs + 60 * MINUTE_MS);
    expect(found).toMatchObject([
      { kind: 'shard_spoke', sinceMs: endMs - 5 * MINUTE_MS + 2000, atMs: againMs },
      { kind: 'silent', source: 'pump-2' },
    ]);
  });

  it('is counted: who is late is said with the first that is overdue', () => {
    const names = Array.from({ length: 20 }, (_, i) => `pump-${i}`);
    const { sources, endMs } = known(...names);
    const found = go(sources, ['pump-0'], endMs, endMs + 60 * MINUTE_MS);
    expect(found).toHaveLength(19);
    expect(found[0]).toMatchObject({ late: 19, always: 20 });
  });

  it.each([
    ['learned ahead and dropped', dropped],
    ['packed and read', (sources: Sources) => unpackSources(packSources(sources).slice(), SETTINGS)],
    ['learned ahead and taken over', takenOver],
  ])('is the same where what is known is %s at each step', (_, through) => {
    const { sources, endMs } = known('pump-1', 'pump-2');
    const expected = go(unpackSources(packSources(sources).slice(), SETTINGS), ['pump-1'], endMs, endMs + DAY_MS / 4);
    let stepwise = sources;
    const found: Silence[] = [];
    for (let ms = endMs; ms < endMs + DAY_MS / 4; ms += 5 * MINUTE_MS) {
      stepwise = through(stepwise);
      found.push(...go(stepwise, ['pump-1'], ms, ms + 1));
    }
    expect(found).toEqual(expected);
    expect(found).toHaveLength(1);
  });

  it('is not missed on another shard before it has spoken there; one that was told is told when it speaks', () => {
    const { sources, endMs } = known('pump-1', 'pump-2', 'pump-3');
    const [silent] = go(sources, ['pump-1', 'pump-2'], endMs, endMs + 30 * MINUTE_MS);
    const child = mergeSources(SETTINGS, [sources]);
    const laterMs = endMs + 30 * MINUTE_MS;
    expect(go(child, ['pump-1'], laterMs, laterMs + DAY_MS)).toEqual([]);
    const { sinceMs } = silent as { sinceMs: number };
    expect(hear(child, 'pump-3', laterMs + DAY_MS)).toEqual([{ kind: 'spoke', source: 'pump-3', sinceMs }]);
    expect(go(child, ['pump-1'], laterMs + DAY_MS, laterMs + 2 * DAY_MS)).toMatchObject([
      { kind: 'silent', source: 'pump-3', sinceMs: laterMs + DAY_MS },
    ]);
  });
});

function dropped(sources: Sources): Sources {
  sources.overlay().judgeAndLearn(LATER);
  return sources;
}

function takenOver(sources: Sources): Sources {
  sources.merge(sources.overlay());
  return sources;
}

const LATER = {
  source: 'pump-1',
  timestampMs: START_MS,
  arrivalMs: START_MS + 30 * DAY_MS,
  features: { x: 1 },
};
