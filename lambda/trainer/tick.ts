import type { LearningLine, LearningState } from '../../contracts/learning-state.ts';
import { versionOfIdentity } from '../../contracts/model-registry.ts';
import { decodeSample, type SampledRow } from '../../contracts/row-sample.ts';
import { currentOf } from '../../registry/move-pointer.ts';
import { trainedOnOf } from '../../training/candidate-card.ts';
import { RowSample } from '../../training/row-sample.ts';
import { streamDrift } from '../../training/stream-drift.ts';
import { DAY_MS, extentOf, type SampleExtent, type Turn, whenToTrain } from '../../training/when-to-train.ts';
import { modelAlert } from './model-alert.ts';
import type { LearningRules, TrainerPorts } from './ports.ts';
import { type Outcome, trainAndFile } from './train-and-file.ts';
import { type CurrentVersion, currentVersion } from './versions.ts';
import { type Watched, watchCurrent } from './watch-current.ts';

/** What one tick did, for the log and the metrics. */
export interface Ticked {
  readonly said: LearningLine;
  /** What came of a training in this tick; absent where none was due. */
  readonly outcome?: Outcome;
  /** What was done about the version that judges, and was not what a person did. */
  readonly done?: Watched['done'];
}

/**
 * One tick of learning: looks after the version that judges, measures drift, trains where it is time, says how far
 * learning is. A training that fails leaves everything as it is.
 */
export async function tick(rules: LearningRules, ports: TrainerPorts): Promise<Ticked> {
  const state = await ports.readState();
  const rows = await sampleOf(ports);
  const watched = await watchCurrent(await ports.registry.pointer(), state?.watch, rows, ports);
  const current = await currentVersion(ports.registry, watched.pointer);
  const drift = current && driftOf(current, rows, ports.now());
  const extent = extentOf(rows);
  const waiting = state?.waiting?.beside === current?.card.model ? state?.waiting : undefined;
  // What was just taken back would come out again.
  const lastTry = watched.done ? { atMs: ports.now(), spanMs: extent.spanMs } : state?.lastTry;
  const turn = turnOf({ extent, current, lastTry, waiting, drift, nowMs: ports.now() });
  const pointedAt = currentOf(watched.pointer)?.model;
  const outcome = turn.trains ? await trainAndFile(rows, turn.why, { current, pointedAt, rules, ports }) : undefined;
  const wait = await toldOfWaiting(waiting, outcome, current, ports);
  const said: LearningLine = {
    atMs: ports.now(),
    rows: extent.rows,
    sources: extent.sources,
    ...modelOf(current, outcome),
    ...(!turn.trains && { waitsFor: turn.waitsFor }),
    ...lastOf(outcome, state, ports.now()),
    ...(drift && { drift }),
  };
  await ports.writeState({
    format: 'weir-learning-state',
    formatVersion: 1,
    said,
    ...(outcome ? { lastTry: { atMs: ports.now(), spanMs: extent.spanMs } } : lastTry && { lastTry }),
    ...(wait && { waiting: wait }),
    ...(watched.watch && { watch: watched.watch }),
  });
  return { said, ...(outcome && { outcome }), ...(watched.done && { done: watched.done }) };
}

/** The samples of all shards as one of the same size. */
async function sampleOf({ samples }: TrainerPorts): Promise<SampledRow[]> {
  const sample = new RowSample();
  for await (const text of samples()) sample.merge(text);
  return decodeSample(sample.text);
}

function driftOf({ card }: CurrentVersion, rows: readonly SampledRow[], nowMs: number): LearningLine['drift'] {
  const trained = trainedOnOf(card);
  const { features, ...drift } = streamDrift(rows, trained, nowMs);
  const [leading] = features;
  return {
    ...drift,
    ...(leading && { feature: leading.feature, psi: leading.psi, ks: leading.ks }),
    budget: trained.budget,
  };
}

interface Situation {
  readonly extent: SampleExtent;
  readonly current: CurrentVersion | undefined;
  readonly lastTry: LearningState['lastTry'];
  readonly waiting: LearningState['waiting'];
  readonly drift: LearningLine['drift'];
  readonly nowMs: number;
}

function turnOf({ extent, current, lastTry, waiting, drift, nowMs }: Situation): Turn {
  if (waiting && nowMs - (lastTry?.atMs ?? 0) < DAY_MS) {
    return {
      trains: false,
      waitsFor: [`a person, to promote version ${versionOfIdentity(waiting.model)}: ${waiting.why}`],
    };
  }
  const { window, atMs } = current?.card ?? {};
  const trained = window && { trainedAtMs: window.toMs, spanMs: window.toMs - window.fromMs };
  const before = current && { current: trained ?? { trainedAtMs: atMs ?? 0, spanMs: DAY_MS } };
  return whenToTrain(extent, { ...before, ...(lastTry && { lastTry }) }, drift?.reason, nowMs);
}

/** Tells people once that a candidate waits, and not of the next ones before one was promoted. */
async function toldOfWaiting(
  waiting: LearningState['waiting'],
  outcome: Outcome | undefined,
  current: CurrentVersion | undefined,
  ports: TrainerPorts,
): Promise<LearningState['waiting']> {
  const { result, model, why } = outcome ?? {};
  if (result === 'promoted') return undefined;
  if (result !== 'waits') return waiting;
  const next = { model: model!, ...(current && { beside: current.card.model }), why: why! };
  const news = { about: 'candidate' as const, model: next.model, beside: current?.card.model, why: next.why };
  if (!waiting) await ports.publish(modelAlert(news, ports.now()));
  return next;
}

function modelOf(current: CurrentVersion | undefined, outcome: Outcome | undefined): Pick<LearningLine, 'model'> {
  const judging = outcome?.result === 'promoted' ? outcome.model : current?.card.model;
  return judging === undefined ? {} : { model: versionOfIdentity(judging) };
}

function lastOf(
  outcome: Outcome | undefined,
  state: LearningState | undefined,
  atMs: number,
): Pick<LearningLine, 'last'> {
  if (!outcome) return state?.said.last ? { last: state.said.last } : {};
  const { result, model, why } = outcome;
  return { last: { atMs, result, ...(model !== undefined && { model: versionOfIdentity(model) }), why } };
}
