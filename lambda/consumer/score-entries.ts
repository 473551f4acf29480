import type { Lanes } from '../../contracts/lanes.ts';
import type { Features } from '../../contracts/observation.ts';
import type { Verdict } from '../../contracts/verdict.ts';
import { withoutDerivedGaps } from '../../streams/derived/derived-gaps.ts';
import { lanesToJoin, type PastRules, settledVerdict } from '../../streams/judge-by-past.ts';
import type { Unavailable } from '../failures.ts';
import type { Unscored } from '../scoring/score.ts';
import { type Entry, identityOfEntry, isTestAlert, type State, scoredFeatures } from './entry.ts';
import { problemOfGaps } from './gaps.ts';
import { RESERVE_MS } from './ports.ts';
import type { BatchSettings } from './settings.ts';
import type { StageContext } from './stages.ts';

/**
 * Gives waiting entries their verdict: by the model together with the past of their source, or, where the model is none
 * of their stream, by that past alone, for which the endpoint is not asked.
 */
export async function scoreEntries(
  entries: readonly Entry[],
  { isHeld, settings, ports, backoff }: StageContext,
): Promise<Unavailable | undefined> {
  const waiting: Entry[] = [];
  for (const entry of entries) {
    if (entry.state.kind !== 'waiting') continue;
    if (isForModel(entry, settings)) waiting.push(entry);
    else entry.state = stateOf(entry, settledVerdict(undefined, entry.past, settings.sourceState));
  }
  if (waiting.length === 0) return undefined;
  const remainingMs = () => ports.remainingMs() - RESERVE_MS;
  const call = { remainingMs, isRecovering: backoff.isOpen, isHeld };
  const unscored = waiting.map((entry) => new UnscoredEntry(entry, settings.sourceState));
  const { rows, unavailable, failuresOfRest } = await ports.score(unscored, call);
  for (const [i, row] of rows.entries()) {
    if (row && 'error' in row) waiting[i].state = { kind: 'refused', problem: row.error };
    else if (row) waiting[i].state = judgedState(waiting[i], row.verdict, settings);
  }
  // It is not unavailable: what is left waits only for its own failures.
  if (failuresOfRest !== undefined) backoff.succeeded(Math.max(1, failuresOfRest) - 1);
  return unavailable;
}

/** The sample model knows the sample's stream alone; nothing of another is malformed for its names. */
function isForModel(entry: Entry, { sampleFeatures, sourceState }: BatchSettings): boolean {
  if (!sampleFeatures || !sourceState) return true;
  const features = scoredFeatures(entry);
  return sampleFeatures.some((name) => Object.hasOwn(features, name));
}

/** An entry as it is scored. Who it is, is seldom asked, and takes time to say. */
class UnscoredEntry implements Unscored {
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
