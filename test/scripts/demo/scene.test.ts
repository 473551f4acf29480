import { expect, test } from 'vitest';
import { DEMO_SCENE, TRAINING_ROWS } from '../../../scripts/demo/scene.ts';
import { seriesTable } from '../../../scripts/generate/lifelike/series-rows.ts';
import { Sources } from '../../../streams/sources.ts';

const { names, rows: scene } = seriesTable(DEMO_SCENE);
const rows = [...scene];

test('the scene is two weeks of three machines, in which five things happen after the days that train', () => {
  expect(rows).toHaveLength(DEMO_SCENE.rows);
  expect(new Set(rows.map(({ source }) => source))).toEqual(new Set(['pump-1', 'press-2', 'compressor-3']));
  expect(rows.slice(0, TRAINING_ROWS).filter(({ event }) => event)).toEqual([]);
  const lengths = Map.groupBy(
    rows.filter(({ event }) => event),
    ({ source, event }) => `${source} ${event}`,
  );
  expect(Object.fromEntries([...lengths].map(([what, { length }]) => [what, length]))).toEqual({
    'press-2 outage': 4,
    'pump-1 stuck': 48,
    'compressor-3 drift': 144,
    'pump-1 maintenance': 3,
    'press-2 empty': 1,
  });
});

test('the past of each machine tells what happens to it, and nothing else', () => {
  const sources = new Sources({ counters: new Set(), silentAfterMs: 86_400_000, mostFeatures: 100 });
  const told = rows.flatMap(({ source, timestampMs, values, event }, row) => {
    const features = Object.fromEntries(names.map((name, i) => [name, values[i] ?? null]));
    const verdict = sources.judgeAndLearn({ source, timestampMs, arrivalMs: timestampMs, features });
    return row >= TRAINING_ROWS && verdict?.isAlarm ? [`${source} ${event ?? 'afterwards'}`] : [];
  });
  expect([...new Set(told)]).toEqual(['press-2 outage', 'pump-1 stuck', 'compressor-3 drift', 'pump-1 maintenance']);
});
