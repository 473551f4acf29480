import type { ModelAlert } from '../../../contracts/alert.ts';
import type { Lanes } from '../../../contracts/lanes.ts';
import type { LearningState } from '../../../contracts/learning-state.ts';
import { modelAt } from '../../../contracts/model-registry.ts';
import type { NamedFeatures } from '../../../contracts/observation.ts';
import type { SampledRow } from '../../../contracts/row-sample.ts';
import type { Verdict } from '../../../contracts/verdict.ts';
import { withPastIncident } from '../../../incidents/past-incidents.ts';
import type { LearningRules, TrainerPorts } from '../../../lambda/trainer/ports.ts';
import { type Ticked, tick } from '../../../lambda/trainer/tick.ts';
import { loadRegistered } from '../../../lambda/trainer/versions.ts';
import type { Model } from '../../../model/model.ts';
import { scoreFeatures } from '../../../model/score-features.ts';
import { lanesToJoin, settledVerdict } from '../../../streams/judge-by-past.ts';
import { Sources } from '../../../streams/sources.ts';
import { sourcesSettings } from '../../../streams/sources-settings.ts';
import type { KnownIncident } from '../../../training/learnable-rows.ts';
import { RowSample } from '../../../training/row-sample.ts';
import { memoryRegistry } from './memory-registry.ts';

const MINUTE_MS = 60_000;
const COOLDOWN_MS = 10 * MINUTE_MS;

/** One observation, as a world makes it. */
export interface Made {
  readonly source: string;
  readonly features: NamedFeatures;
}

interface Incident {
  openedAtMs: number;
  lastAnomalyAtMs: number;
  anomalies: number;
}

/**
 * An installation in time that the test moves: sources are judged by their past and by the version of their arrival,
 * rows are sampled, anomalies become incidents, and the trainer ticks.
 */
export class VirtualInstallation {
  readonly registry = memoryRegistry();
  readonly alerts: ModelAlert[] = [];
  readonly ticks: (Ticked & { readonly atMs: number })[] = [];
  /** What was judged, and whether it was anomalous. */
  readonly judged: { readonly atMs: number; readonly source: string; readonly anomalous: boolean }[] = [];
  readonly rules: LearningRules;
  /** Between two observations of a source. */
  readonly everyMs: number;
  nowMs: number;
  state: LearningState | undefined;
  readonly #sources = new Sources(sourcesSettings());
  readonly #sample: RowSample;
  readonly #models = new Map<string, Model>();
  readonly #open = new Map<string, Incident>();
  readonly #known: KnownIncident[] = [];
  #count = 0;

  constructor(rules: Partial<LearningRules> = {}, everyMs = MINUTE_MS, rowsKept = 3000) {
    this.everyMs = everyMs;
    this.rules = { learning: 'auto', trainingExclude: [], ...rules };
    this.nowMs = Date.UTC(2026, 10, 1);
    this.#sample = new RowSample([{ values: 100, rows: rowsKept, line: 2500 }]);
  }

  get ports(): TrainerPorts {
    const { registry, alerts } = this;
    const text = () => this.#sample.text;
    return {
      registry,
      async *samples() {
        yield text();
      },
      rules: async () => undefined,
      incidents: async () => {
        const open = [...this.#open].map(([source, { openedAtMs, lastAnomalyAtMs }]) => {
          return { source, fromMs: openedAtMs, toMs: lastAnomalyAtMs };
        });
        return [...this.#known, ...open];
      },
      readState: async () => this.state,
      writeState: async (state) => {
        this.state = state;
      },
      publish: async (alert) => void alerts.push(alert),
      now: () => this.nowMs,
    };
  }

  /** Lets time pass, with an observation of each source and a tick each `tickEveryMs`. */
  async run(forMs: number, make: (atMs: number) => readonly Made[], tickEveryMs = 10 * MINUTE_MS): Promise<void> {
    const untilMs = this.nowMs + forMs;
    while (this.nowMs < untilMs) {
      await this.take(make(this.nowMs));
      this.nowMs += this.everyMs;
      if (this.nowMs % tickEveryMs === 0) await this.tick();
    }
  }

  async tick(): Promise<Ticked> {
    const ticked = await tick(this.rules, this.ports);
    this.ticks.push({ ...ticked, atMs: this.nowMs });
    return ticked;
  }

  /** Share of what was judged since then that was anomalous. @param of which sources; all by default */
  flaggedSince(sinceMs: number, of: (source: string) => boolean = () => true): number {
    const those = this.judged.filter(({ atMs, source }) => atMs >= sinceMs && of(source));
    return those.filter(({ anomalous }) => anomalous).length / those.length;
  }

  async take(made: readonly Made[]): Promise<void> {
    const change = modelAt(await this.registry.pointer(), this.nowMs);
    const model = change && !change.sampleFeatures ? await this.#modelOf(change.model) : undefined;
    const arrivalMs = this.nowMs;
    const pasts = made.map((one) => this.#sources.judgeAndLearn({ ...one, timestampMs: arrivalMs, arrivalMs }));
    const lanes = pasts.map((past) => past && lanesToJoin(past));
    const rows = made.map(({ features }) => features);
    const scored = model ? scoreFeatures(model, rows, { explain: false, lanes }) : [];
    for (const [i, one] of made.entries()) {
      const result = scored[i];
      this.#keep(one, settledVerdict(result?.ok ? result.value : undefined, pasts[i]), lanes[i]);
    }
  }

  #keep({ source, features }: Made, verdict: Verdict, lanes: Lanes | undefined): void {
    const arrivalMs = this.nowMs;
    const row: SampledRow = {
      identity: `shardId-000000000000:${String(this.#count++).padStart(12, '0')}:0`,
      source,
      arrivalMs,
      timestampMs: arrivalMs,
      features,
      ...(lanes && { lanes }),
      modelVersion: verdict.modelVersion,
      score: verdict.score,
      ...(verdict.anomalous && { anomalous: true as const }),
    };
    this.#sample.add(row);
    this.judged.push({ atMs: arrivalMs, source, anomalous: verdict.anomalous });
    if (verdict.anomalous) this.#countAnomaly(source, arrivalMs);
  }

  #countAnomaly(source: string, atMs: number): void {
    const open = this.#open.get(source);
    if (open && atMs <= open.lastAnomalyAtMs + COOLDOWN_MS) {
      open.lastAnomalyAtMs = atMs;
      open.anomalies++;
      return;
    }
    if (open) for (const past of withPastIncident([], open)) this.#known.push({ source, ...past });
    this.#open.set(source, { openedAtMs: atMs, lastAnomalyAtMs: atMs, anomalies: 1 });
  }

  async #modelOf(identity: string): Promise<Model> {
    const known = this.#models.get(identity) ?? (await loadRegistered(this.registry, identity));
    this.#models.set(identity, known);
    return known;
  }
}
