import type { RandomDraws } from '../random-draws.ts';
import { busyness } from './busyness.ts';
import type { SeriesEvent } from './events.ts';
import type { Field, SeriesSpec } from './series-kinds.ts';

/** How far sources are apart in their day, hours. */
const OWN_HOURS = 2;
/** Of how busy a source is, as a share, from one reading to the next. */
const LOAD = { noise: 0.08, memory: 0.9 };

/** What one source measures when nothing happens to it, asked once for each of its readings, in order. */
export class SourceSeries {
  readonly #spec: SeriesSpec;
  readonly #draws: RandomDraws;
  readonly #peakHour: number;
  readonly #levels: readonly number[];
  readonly #swings: readonly number[];
  readonly #noises: number[];
  #loadNoise = 0;
  /** What a field said when it became stuck. */
  readonly #held = new Map<SeriesEvent, number>();

  constructor(spec: SeriesSpec, draws: RandomDraws) {
    this.#spec = spec;
    this.#draws = draws;
    this.#peakHour = spec.rhythm.peakHour + draws.uniform(-OWN_HOURS, OWN_HOURS);
    this.#levels = spec.fields.map(({ level }) => draws.uniform(...level));
    this.#swings = spec.fields.map(({ swing }) => draws.uniform(...swing));
    this.#noises = spec.fields.map(() => 0);
  }

  /** The next reading. */
  clean(timestampMs: number): number[] {
    const { rhythm, fields } = this.#spec;
    this.#loadNoise = this.#wander(this.#loadNoise, LOAD.memory, LOAD.noise);
    const load = busyness(timestampMs, { ...rhythm, peakHour: this.#peakHour }) * (1 + this.#loadNoise);
    return fields.map((field, i) => {
      this.#noises[i] = this.#wander(this.#noises[i], field.memory, field.noise);
      return rounded((this.#levels[i] + this.#swings[i] * load) * (1 + this.#noises[i]), field);
    });
  }

  /** What an event makes of a reading. */
  during(event: SeriesEvent, timestampMs: number, clean: readonly number[]): number[] {
    const { kind, fieldIndex, fromMs, toMs, size } = event;
    const { fields } = this.#spec;
    if (kind === 'outage' || kind === 'maintenance') {
      return fields.map((field, i) => rounded(field.off ?? this.#levels[i], field));
    }
    const added = size * this.#swings[fieldIndex];
    const change = (value: number) => {
      if (kind === 'stuck') return this.#hold(event, value);
      return value + (kind === 'drift' ? (added * (timestampMs - fromMs)) / (toMs - fromMs) : added);
    };
    return clean.map((value, i) => (i === fieldIndex ? rounded(change(value), fields[i]) : value));
  }

  #hold(event: SeriesEvent, value: number): number {
    if (!this.#held.has(event)) this.#held.set(event, value);
    return this.#held.get(event)!;
  }

  /** A noise of the same deviation at every reading, whatever its memory: AR(1). */
  #wander(last: number, memory: number, deviation: number): number {
    return memory * last + this.#draws.normal(0, deviation * Math.sqrt(1 - memory * memory));
  }
}

/** None of these can be below 0. */
function rounded(value: number, { digits }: Field): number {
  return Number(Math.max(0, value).toFixed(digits));
}
