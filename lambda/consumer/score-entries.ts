import type { Lanes } from '../../contracts/lanes.ts';
import { type ModelPointer, modelAt, type PointerChange } from '../../contracts/model-registry.ts';
import type { Features } from '../../contracts/observation.ts';
import { NO_MODEL, type Verdict } from '../../contracts/verdict.ts';
import { withoutDerivedGaps } from '../../streams/derived/derived-gaps.ts';
import { lanesToJoin, type PastRules, settledVerdict } from '../../streams/judge-by-past.ts';
import { Unavailable } from '../failures.ts';
import type { Scoring, Unscored } from '../scoring/score.ts';
import { type Entry, identityOfEntry, isTestAlert, type State, scoredFeatures } from './entry.ts';
import { problemOfGaps } from './gaps.ts';
import { RESERVE_MS } from './ports.ts';
import type { BatchSettings } from './settings.ts';
import type { StageContext } from './stages.ts';

/**
 * Gives waiting entries their verdict: by the model that judges what arrived then, together with the past of their
 * source; where there is none, or a sample's of another stream, by that past alone, for which nobody is asked; and
 * where sources have no past, none.
 */
export async function scoreEntries(entries: readonly Entry[], context: StageContext): Promise<Unavailable | undefined> {
  const waiting = entries.filter(({ state }) => state.kind === 'waiting');
  if (waiting.length === 0) return undefined;
  let pointer: ModelPointer;
  try {
    const lastArrivalMs = waiting.reduce((last, { record }) => Math.max(last, record.arrivalMs), 0);
    pointer = await context.pointer.upTo(lastArrivalMs, context.backoff.isOpen, context.ports);
  } catch (error) {
    if (error instanceof Unavailable) return error;
    throw error;
  }
  return scoreByModels(judgedWithout(waiting, pointer, context.settings), context);
}

/** Judges those that no model judges. @returns the others, by the identity of their model */
function judgedWithout(
  waiting: readonly Entry[],
  pointer: ModelPointer,
  { sourceState }: BatchSettings,
): ReadonlyMap<string, readonly Entry[]> {
  const byModel = new Map<string, Entry[]>();
  for (const entry of waiting) {
    const change = modelAt(pointer, entry.record.arrivalMs);
    if (!change || !isForModel(entry, change)) {
      entry.state = stateOf(entry, sourceState ? settledVerdict(undefined, entry.past, sourceState) : LEARNING);
      continue;
    }
    const others = byModel.get(change.model);
    if (others) others.push(entry);
    else byModel.set(change.model, [entry]);
  }
  return byModel;
}

/** The sample's model knows the sample's stream alone; nothing of another is malformed for its names. */
function isForModel(entry: Entry, { sampleFeatures }: PointerChange): boolean {
  if (!sampleFeatures) return true;
  const features = scoredFeatures(entry);
  return sampleFeatures.some((name) => Object.hasOwn(features, name));
}

const LEARNING: Verdict = {
  score: 0,
  threshold: 0,
  anomalous: false,
  grade: 0,
  modelVersion: NO_MODEL,
  learning: true,
};

/** Mostly there is one model; at a change of it there are two, each asked for its own. */
async function scoreByModels(
  byModel: ReadonlyMap<string, readonly Entry[]>,
  { isHeld, settings, ports, backoff }: StageContext,
): Promise<Unavailable | undefined> {
  const remainingMs = () => ports.remainingMs() - RESERVE_MS;
  const scorings: Scoring[] = [];
  for (const [model, entries] of byModel) {
    const unscored = entries.map((entry) => new UnscoredEntry(entry, settings.sourceState));
    const scoring = await ports.score(unscored, { model, remainingMs, isRecovering: backoff.isOpen, isHeld });
    for (const [i, row] of scoring.rows.entries()) {
      if (row && 'error' in row) entries[i].state = { kind: 'refused', problem: row.error };
      else if (row) entries[i].state = judgedState(entries[i], row.verdict, settings);
    }
    scorings.push(scoring);
  }
  // It is not unavailable: what is left waits only for its own failures.
  const failures = scorings.flatMap(({ failuresOfRest }) => failuresOfRest ?? []);
  if (failures.length > 0) backoff.succeeded(Math.max(1, ...failures) - 1);
  return scorings.find(({ unavailable }) => unavailable)?.unavailable;
}

/** An entry as it is scored. Who it is, is seldom asked, and takes time to say. */
export class UnscoredEntry implements Unscored {
  readonly features: Features;
  readonly lanes?: Lanes | undefined;
  readonly #entry: Entry;

  constructor(entry: Entry, rules: PastRules | undefined) {
    this.features = scoredFeatures(entry);
    this.lanes = entry.past && lanesToJoin(entry.past, rules);
    this.#entry = entry;
  }

  get identity(): string {
    return identityOfEntry(this.#entry);
  }
}

function judgedState(entry: Entry, scored: Verdict, { unknownFeatures, sourceState }: BatchSettings): State {
  const verdict = withoutDerivedGaps(scored, sourceState?.derive);
  const problem = entry.decoded.ok && problemOfGaps(entry.decoded.observation, verdict, unknownFeatures);
  if (problem) return { kind: 'refused', problem };
  return stateOf(entry, settledVerdict(verdict, entry.past, sourceState));
}

/** A usual one is done with its verdict. */
function stateOf(entry: Entry, verdict: Verdict): State {
  return { kind: verdict.anomalous || isTestAlert(entry) ? 'judged' : 'done', verdict };
}
