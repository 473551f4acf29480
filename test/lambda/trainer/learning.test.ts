import { describe, expect, test } from 'vitest';
import { currentOf, promote } from '../../../registry/move-pointer.ts';
import { normalNumbers } from '../../support/training/sampled-rows.ts';
import { type Made, VirtualInstallation } from '../../support/training/virtual-installation.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SOURCES = 12;

/** Machines whose heat follows their load, which follows the day; each may be moved by something. */
function machines(moved: (atMs: number, i: number) => { load?: number; heat?: number } = () => ({})) {
  const next = normalNumbers(5);
  return (atMs: number): Made[] =>
    Array.from({ length: SOURCES }, (_, i) => {
      const by = moved(atMs, i);
      const load = 50 + 10 * next() + 8 * Math.sin((2 * Math.PI * atMs) / (24 * HOUR_MS)) + (by.load ?? 0);
      return { source: `machine-${i}`, features: { load, heat: 20 + 0.5 * load + next() + (by.heat ?? 0) } };
    });
}

const promotions = ({ ticks }: VirtualInstallation) =>
  ticks.filter(({ outcome }) => outcome?.result === 'promoted').length;
const results = ({ ticks }: VirtualInstallation, fromMs = 0) =>
  ticks.filter(({ atMs }) => atMs > fromMs).flatMap(({ outcome }) => outcome?.result ?? []);

/** A model that the trainer made of a day and a half. */
async function settled(rules = {}): Promise<VirtualInstallation> {
  const installation = new VirtualInstallation(rules, 4 * MINUTE_MS);
  await installation.run(36 * HOUR_MS, machines(), HOUR_MS);
  return installation;
}

describe('an installation that nobody trained a model for', () => {
  test('says what it waits for, has a model of its own as soon as there are enough rows, and finds what is planted', async () => {
    const installation = new VirtualInstallation();
    await installation.run(50 * MINUTE_MS, machines());
    const [first] = installation.ticks;
    expect(first.said).toMatchObject({ rows: 120, sources: SOURCES });
    expect(first.said.waitsFor).toEqual([
      'rows: 120 of 1,000, 66 minutes at this pace',
      'time: they span 9 minutes of 30 minutes',
    ]);
    expect(promotions(installation)).toBe(0);

    await installation.run(40 * MINUTE_MS, machines());
    expect(promotions(installation)).toBe(1);
    const { said, outcome } = installation.ticks.find((each) => each.outcome)!;
    expect(outcome).toMatchObject({ result: 'promoted', why: 'the first model' });
    expect(said.model).toHaveLength(12);
    expect(await installation.registry.card(outcome!.model!)).toMatchObject({
      madeBy: 'trainer',
      features: ['heat', 'load'],
      why: 'the first model',
      quality: { 'planted beyond found share': 1 },
    });

    const plantedAtMs = installation.nowMs;
    await installation.take(machines((_, i) => (i < 3 ? { heat: 40 } : {}))(plantedAtMs));
    expect(installation.judged.filter(({ atMs, anomalous }) => atMs === plantedAtMs && anomalous)).toHaveLength(3);
  });

  test('with propose a candidate waits, of which people are told once', async () => {
    const installation = new VirtualInstallation({ learning: 'propose' }, 4 * MINUTE_MS);
    await installation.run(32 * HOUR_MS, machines(), HOUR_MS);
    expect(currentOf(await installation.registry.pointer())).toBeUndefined();
    expect(results(installation)).toEqual(['waits', 'waits']);
    expect(installation.alerts).toEqual([
      expect.objectContaining({ kind: 'model', about: 'candidate', why: 'learning is set to propose' }),
    ]);
    const candidate = installation.state!.waiting!.model;
    expect(installation.ticks.at(-1)!.said.waitsFor).toEqual([
      `a person, to promote version ${candidate.slice(0, 12)}: learning is set to propose`,
    ]);
  });
});

describe('an installation that has a model', () => {
  test('follows a drift over two days', async () => {
    const installation = await settled();
    const fromMs = installation.nowMs;
    const before = installation.flaggedSince(fromMs - 6 * HOUR_MS);
    await installation.run(
      48 * HOUR_MS,
      machines((atMs) => ({ load: (40 * (atMs - fromMs)) / (48 * HOUR_MS) })),
      HOUR_MS,
    );
    const { ticks, nowMs } = installation;
    const drifts = ticks.filter(({ outcome }) => outcome?.result === 'promoted').map(({ said }) => said.drift?.reason);
    expect(drifts.filter((reason) => reason?.includes('has drifted')).length).toBeGreaterThan(2);
    expect(before).toBeLessThan(0.01);
    expect(installation.flaggedSince(nowMs - 6 * HOUR_MS)).toBeLessThan(0.03);
    expect(installation.alerts).toEqual([]);
  });

  test('does not learn an incident of a day, though it trains meanwhile', async () => {
    const installation = await settled();
    const fromMs = installation.nowMs;
    await installation.run(
      26 * HOUR_MS,
      machines((_, i) => (i === 3 ? { heat: 40 } : {})),
      HOUR_MS,
    );
    expect(results(installation, fromMs)).toContain('promoted');
    expect(installation.flaggedSince(fromMs, (source) => source !== 'machine-3')).toBeLessThan(0.01);
    const card = await installation.registry.card(currentOf(await installation.registry.pointer())!.model);
    expect(card!.why).toMatch(/without \d+ in incidents/);
    const [heat] = card!.quantiles;
    expect(heat.at(-1)).toBeLessThan(75);
  });

  test('leaves it to a person where more than a fifth of the rows were anomalous, and tells of it once', async () => {
    const installation = await settled();
    const fromMs = installation.nowMs;
    await installation.run(
      30 * HOUR_MS,
      machines((_, i) => (i < 6 ? { heat: 40 } : {})),
      HOUR_MS,
    );
    const after = results(installation, fromMs);
    expect(after.slice(after.indexOf('waits'))).toEqual(['waits']);
    expect(installation.alerts).toHaveLength(1);
    expect(installation.alerts[0].why).toMatch(/^\d+ % of the rows were anomalous, more than 20 %/);
    // Until then what was anomalous was left out.
    const cards = await installation.registry.cards();
    expect(Math.max(...cards.map(({ quantiles: [heat] }) => heat.at(-1)!))).toBeLessThan(75);
  });

  test('does not learn what a person excluded', async () => {
    const iso = (ms: number) => new Date(ms).toISOString();
    const installation = await settled();
    const fromMs = installation.nowMs;
    const excluding = new VirtualInstallation({ trainingExclude: [`${iso(0)}/${iso(fromMs)}`] });
    await excluding.run(5 * HOUR_MS, machines(), HOUR_MS);
    expect(results(excluding)).toEqual(['refused', 'refused']);
    expect(excluding.state!.said.last!.why).toMatch(/^only 0 rows are left to learn, without [\d,]+ excluded$/);
  });

  test('rolls back a version that leaves its budget while the one before keeps its own, and tells of it', async () => {
    const installation = await settled();
    const good = currentOf(await installation.registry.pointer())!.model;
    const other = new VirtualInstallation();
    await other.run(
      3 * HOUR_MS,
      machines(() => ({ heat: 30 })),
      HOUR_MS,
    );
    const bad = currentOf(await other.registry.pointer())!.model;
    const card = (await other.registry.card(bad))!;
    await installation.registry.put(card, other.registry.archives.get(bad)!);
    const promoted = { atMs: installation.nowMs, by: 'somebody', why: 'to see' };
    await installation.registry.move((pointer) => promote(pointer, card, promoted));

    await installation.run(2 * HOUR_MS, machines());
    const pointer = await installation.registry.pointer();
    expect(pointer.changes.at(-1)).toMatchObject({ kind: 'rolled back', model: good, by: 'trainer' });
    expect(installation.alerts).toEqual([
      expect.objectContaining({ about: 'rolled_back', model: bad.slice(0, 12), beside: good.slice(0, 12) }),
    ]);
    expect(installation.alerts[0].why).toMatch(/^it flags .* of the same rows$/);
    expect(installation.flaggedSince(installation.nowMs - HOUR_MS)).toBeLessThan(0.02);
  });

  test('takes out a version that cannot be loaded, and the one before judges at once', async () => {
    const installation = await settled();
    const { registry } = installation;
    const last = currentOf(await registry.pointer())!.model;
    registry.archives.set(last, Uint8Array.of(1, 2, 3));
    await installation.tick();
    const pointer = await registry.pointer();
    expect(pointer.voided).toEqual([expect.objectContaining({ model: last, by: 'trainer' })]);
    expect(currentOf(pointer)!.model).not.toBe(last);
    expect(installation.alerts).toEqual([expect.objectContaining({ about: 'voided', model: last.slice(0, 12) })]);
  });

  test('leaves alone what a person promotes while it trains', async () => {
    const installation = await settled();
    const { registry, ports } = installation;
    const [, older] = await registry.cards();
    installation.nowMs += 25 * HOUR_MS;
    let isMoved = false;
    const moving = {
      ...ports,
      registry: {
        ...registry,
        async put(...given: Parameters<typeof registry.put>) {
          if (!isMoved)
            await registry.move((pointer) => promote(pointer, older, { atMs: ports.now(), by: 'me', why: 'mine' }));
          isMoved = true;
          return registry.put(...given);
        },
      },
    };
    const { tick } = await import('../../../lambda/trainer/tick.ts');
    const { outcome } = await tick(installation.rules, moving);
    expect(outcome).toMatchObject({ result: 'overtaken' });
    expect(currentOf(await registry.pointer())!.model).toBe(older.model);
  });

  test('goes on with the model that it has where training fails', async () => {
    const installation = new VirtualInstallation();
    await installation.run(
      4 * HOUR_MS,
      (atMs) => machines()(atMs).map(({ source }) => ({ source, features: { load: 5 } })),
      HOUR_MS,
    );
    expect(results(installation)).toContain('failed');
    expect(installation.state!.said.last!.why).toMatch(/^no feature varies/);
    expect(currentOf(await installation.registry.pointer())).toBeUndefined();
  });
});
