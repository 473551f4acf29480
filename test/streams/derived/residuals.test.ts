import { describe, expect, it } from 'vitest';
import type { Derivation } from '../../../contracts/derive.ts';
import { DerivedPlan } from '../../../streams/derived/derived-plan.ts';
import { packSources, unpackSources } from '../../../streams/pack-sources.ts';
import { Sources, type SourceVerdict } from '../../../streams/sources.ts';
import { sourcesSettings } from '../../../streams/sources-settings.ts';
import { normals } from '../../support/streams.ts';

const START_MS = Date.UTC(2026, 0, 1);
const settingsWith = (...derive: Derivation[]) => sourcesSettings({ derive, counters: ['sent'] });

/** A pump a minute apart: a temperature with a day of its own, a flow that is missing here and there, and a counter. */
function pump(count: number, isTimed = true) {
  const normal = normals(11);
  return Array.from({ length: count }, (_, i) => {
    const arrivalMs = START_MS + i * 60_000;
    const temp = 20 + 5 * Math.sin(i / 30) + normal() + (i === count - 1 ? 40 : 0);
    const features = { temp, flow: i % 9 === 4 ? null : normal(), sent: 100 * i + Math.round(5 * normal()) };
    return { source: 'pump', timestampMs: isTimed ? arrivalMs : Number.NaN, arrivalMs, features, labels: undefined };
  });
}

function judged(sources: Sources, all: ReturnType<typeof pump>): SourceVerdict[] {
  return all.map((one) => sources.judgeAndLearn(one)!);
}

describe('a residual', () => {
  it('is how far the value is from what was expected of it, in the usual distance; of a counter that of its rate', () => {
    const verdicts = judged(new Sources(settingsWith('residuals')), pump(400)).slice(99);
    for (const { derived, features, names } of verdicts) {
      expect(names).toEqual(['temp', 'flow', 'sent']);
      expect(Object.keys(derived!)).toEqual(['residual_temp', 'residual_flow', 'residual_sent']);
      for (const [i, name] of names.entries()) {
        const value = features[i];
        const wanted = value ? (value.value - value.expected) / value.spread : null;
        expect(derived![`residual_${name}`]).toBe(wanted);
      }
    }
    const { derived, features } = verdicts.at(-1)!;
    expect(derived!.residual_temp).toBeGreaterThan(20);
    // Its rate is 100 a minute, however far it has counted.
    expect(features[2]!.value).toBeLessThan(3);
    expect(verdicts.filter(({ derived }) => derived!.residual_flow === null).length).toBeGreaterThan(25);
  });

  it('is missing while the past of the source does not count, and for the first ten values of a feature', () => {
    const sources = new Sources(settingsWith('residuals'));
    const known = judged(sources, pump(120)).map(({ derived }) => derived!.residual_temp);
    expect(known.findIndex((value) => value !== null)).toBe(99);
    expect(known.slice(99)).not.toContain(null);
    const later = pump(140).slice(120);
    const of = later.map((one) => ({ ...one, features: { ...one.features, level: one.features.temp } }));
    const level = judged(sources, of).map(({ derived }) => derived!.residual_level);
    expect(level.findIndex((value) => value !== null)).toBe(10);
  });

  it('is the same for a feature that is named, beside other features that are derived', () => {
    const all = judged(new Sources(settingsWith('residuals')), pump(300));
    const some = judged(
      new Sources(settingsWith({ residual: 'flow' }, { count: '1h' }, { residual: 'new' })),
      pump(300),
    );
    for (const [i, { derived }] of some.entries()) {
      const { residual_flow } = all[i].derived!;
      expect(derived).toEqual({ residual_flow, count_1h: Math.min(60, i + 1), residual_new: null });
    }
  });

  it('needs no time, for what the past expects needs none', () => {
    const verdicts = judged(new Sources(settingsWith('residuals', 'velocity')), pump(300, false));
    expect(verdicts.at(-1)!.derived).toMatchObject({ residual_temp: expect.any(Number), velocity: null });
  });

  it('needs no byte of a state: neither of a source, nor in a snapshot, nor of what all may take', () => {
    for (const derive of [['residuals'], [{ residual: 'temp' }, { residual: 'flow' }]] satisfies Derivation[][]) {
      expect(new DerivedPlan(derive).bytes).toBe(0);
      const [without, with_] = [
        new Sources(sourcesSettings({ counters: ['sent'] })),
        new Sources(settingsWith(...derive)),
      ];
      for (const sources of [without, with_]) judged(sources, pump(300));
      expect(packSources(with_)).toEqual(packSources(without));
      expect(with_.features).toBe(without.features);
    }
  });

  it('goes on after a snapshot, and on a copy that learns ahead, as if there had been none', () => {
    const settings = settingsWith('residuals');
    const all = pump(300);
    const whole = judged(new Sources(settings), all).slice(200);
    const before = new Sources(settings);
    judged(before, all.slice(0, 200));
    const after = unpackSources(packSources(before), settings);
    const ahead = after.overlay();
    const first = judged(ahead, all.slice(200, 250));
    after.merge(ahead);
    const derived = [...first, ...judged(after, all.slice(250))].map((verdict) => verdict.derived);
    expect(derived).toEqual(whole.map((verdict) => verdict.derived));
  });
});
