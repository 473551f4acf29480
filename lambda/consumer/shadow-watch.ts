import { versionOfIdentity } from '../../contracts/model-registry.ts';
import type { ShadowFinding, ShadowLine } from '../../contracts/shadow-line.ts';
import { NO_MODEL, type Verdict } from '../../contracts/verdict.ts';
import { briefLabels } from '../../incidents/brief-observation.ts';
import { withoutDerivedGaps } from '../../streams/derived/derived-gaps.ts';
import { settledVerdict } from '../../streams/judge-by-past.ts';
import type { Scoring } from '../scoring/score.ts';
import { type Entry, identityOfEntry, isTestAlert, verdictOf } from './entry.ts';
import { type Ports, RESERVE_MS } from './ports.ts';
import { UnscoredEntry } from './score-entries.ts';
import type { BatchSettings } from './settings.ts';

/** A shadow may take as much time of a chunk: people wait for what comes behind it. */
const LONGEST_MS = 3000;
/** After a failure the shadow is left alone for so long: a version that fails would cost its time with each chunk. */
const REST_MS = 60_000;
/** Findings of one line; log lines may have 256 kB. */
const MOST_FOUND = 200;

interface ShadowContext {
  readonly settings: BatchSettings;
  readonly ports: Pick<Ports, 'scoreShadow' | 'report' | 'now' | 'remainingMs'>;
}

/** An entry that a model judged, what it said, and what the shadow says. */
interface Compared {
  readonly entry: Entry;
  readonly current: Verdict;
  readonly shadow: Verdict;
}

/**
 * Has what was judged scored by a shadow, too, as well as it can be, and reports what it finds beside the model that
 * judged. Nothing else depends on it: people are not told, and a shadow that fails costs some seconds in a minute.
 */
export class ShadowWatch {
  #restsUntilMs = 0;

  /** @param shadow identity of the version; undefined where there is none */
  async see(finished: readonly Entry[], shadow: string | undefined, context: ShadowContext): Promise<void> {
    const { ports } = context;
    const budgetMs = Math.min(LONGEST_MS, ports.remainingMs() - RESERVE_MS);
    const { scoreShadow } = ports;
    if (!scoreShadow || shadow === undefined || budgetMs <= 0 || ports.now() < this.#restsUntilMs) return;
    const judged = finished.filter(isJudgedByModel);
    if (judged.length === 0) return;
    const untilMs = ports.now() + budgetMs;
    const call = { model: shadow, remainingMs: () => untilMs - ports.now(), isRecovering: true, isHeld: false };
    const unscored = judged.map((entry) => new UnscoredEntry(entry, context.settings.sourceState));
    const scoring = await scoreShadow(unscored, call).catch(failedWith);
    if (scoring.unavailable) this.#restsUntilMs = ports.now() + REST_MS;
    for (const line of linesOf(judged, scoring, shadow, context.settings)) ports.report.shadow(line);
  }
}

/** A bug of ours, or of a model that passed all checks: it is said as any other failure of the shadow. */
function failedWith(error: unknown): { rows: []; unavailable: Error } {
  return { rows: [], unavailable: error as Error };
}

function isJudgedByModel(entry: Entry): boolean {
  const verdict = verdictOf(entry);
  return verdict !== undefined && verdict.modelVersion !== NO_MODEL && !isTestAlert(entry);
}

/** One for each version that judged some of them: mostly one. */
function* linesOf(
  judged: readonly Entry[],
  { rows, unavailable }: Pick<Scoring, 'rows'> & { readonly unavailable?: Error },
  shadow: string,
  settings: BatchSettings,
): Generator<ShadowLine> {
  const indices = [...judged.keys()];
  for (const [current, group] of Map.groupBy(indices, (i) => verdictOf(judged[i])!.modelVersion)) {
    const compared = group.flatMap((i) => comparedOf(judged[i], rows[i], settings));
    const found = compared.flatMap((each) => findingOf(each) ?? []);
    const failed = group.length - compared.length;
    const problem = group.map((i) => rows[i]).find((row) => row && 'error' in row);
    const reason = problem && 'error' in problem ? problem.error.message : (unavailable?.message ?? 'no answer');
    yield {
      current,
      shadow: versionOfIdentity(shadow),
      observations: compared.length,
      found: found.slice(0, MOST_FOUND),
      ...(found.length > MOST_FOUND && { more: found.length - MOST_FOUND }),
      ...(failed > 0 && { failed: { observations: failed, reason } }),
    };
  }
}

function comparedOf(entry: Entry, row: Scoring['rows'][number], { sourceState }: BatchSettings): Compared[] {
  if (!row || 'error' in row) return [];
  const verdict = withoutDerivedGaps(row.verdict, sourceState?.derive);
  return [{ entry, current: verdictOf(entry)!, shadow: settledVerdict(verdict, entry.past, sourceState) }];
}

function findingOf({ entry, current, shadow }: Compared): ShadowFinding | undefined {
  const { decoded } = entry;
  if (!decoded.ok || !(current.anomalous || shadow.anomalous)) return undefined;
  const { source, timestampMs, labels } = decoded.observation;
  const by = current.anomalous && shadow.anomalous ? 'both' : current.anomalous ? 'current' : 'shadow';
  const { explanation } = current.grade > shadow.grade ? current : shadow;
  return {
    identity: identityOfEntry(entry),
    source,
    observedAt: new Date(timestampMs).toISOString(),
    ...(labels && { labels: briefLabels(labels) }),
    by,
    grades: { current: current.grade, shadow: shadow.grade },
    ...(explanation !== undefined && { explanation }),
  };
}
