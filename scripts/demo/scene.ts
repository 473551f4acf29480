import type { Happening } from '../../report/events.ts';
import type { EventKind, SeriesEvent } from '../generate/lifelike/events.ts';
import { SERIES_SPECS } from '../generate/lifelike/series-kinds.ts';
import { type SeriesGeneration, START_MS } from '../generate/lifelike/series-rows.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 14;
const SPEC = SERIES_SPECS.machines;
const MACHINES = { pump: 0, press: 1, compressor: 2 } as const;

interface Scene {
  readonly kind: EventKind;
  /** In a few words, for people. */
  readonly name: string;
  readonly machine: keyof typeof MACHINES;
  /** Absent: the whole machine. */
  readonly field?: string;
  /** From 1. */
  readonly day: number;
  readonly hour: number;
  readonly hours: number;
  /** In swings of the field. */
  readonly size?: number;
}

/** One thing after another, each told by another sign. */
const STORY: readonly Scene[] = [
  { kind: 'outage', name: 'outage', machine: 'press', day: 10, hour: 10.25, hours: 1 / 3 },
  { kind: 'stuck', name: 'temperature is stuck', machine: 'pump', field: 'temperature', day: 11, hour: 13, hours: 4 },
  {
    kind: 'drift',
    name: 'vibration drifts',
    machine: 'compressor',
    field: 'vibration',
    day: 12,
    hour: 6,
    hours: 12,
    size: 2.4,
  },
  // The false alarm: a stop that was planned, which nobody told the detector.
  { kind: 'maintenance', name: 'planned stop', machine: 'pump', day: 13, hour: 9, hours: 0.25 },
  // Goes to quarantine.
  { kind: 'empty', name: 'reading without a value', machine: 'press', day: 13, hour: 15, hours: 1 / 12 },
];

/** Two weeks of three machines with a daily swing, and a weekend between. Nothing happens in the days that train. */
export const DEMO_SCENE: SeriesGeneration = {
  kind: 'machines',
  rows: (DAYS * DAY_MS * SPEC.sources) / SPEC.intervalMs,
  events: STORY.map(eventOf),
  seed: 1,
};

/** Of {@link DEMO_SCENE}, the first nine days. */
export const TRAINING_ROWS = (9 * DEMO_SCENE.rows) / DAYS;

/** What happens in {@link DEMO_SCENE}, by name. */
export const DEMO_HAPPENINGS: readonly Happening[] = STORY.map((scene) => {
  const { sourceIndex, fromMs, toMs } = eventOf(scene);
  return { source: `${scene.machine}-${sourceIndex + 1}`, fromMs, toMs, name: scene.name };
});

function eventOf({ kind, machine, field, day, hour, hours, size = 0 }: Scene): SeriesEvent {
  const fromMs = START_MS + (day - 1) * DAY_MS + hour * HOUR_MS;
  const fieldIndex = SPEC.fields.findIndex(({ name }) => name === field);
  return { kind, sourceIndex: MACHINES[machine], fromMs, toMs: fromMs + hours * HOUR_MS, fieldIndex, size };
}
