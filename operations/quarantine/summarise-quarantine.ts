import type { QuarantinedObservation } from '../../contracts/quarantine.ts';
import { caseOf } from './quarantined-observations.ts';

export interface QuarantineSummary {
  /** The most frequent first. */
  readonly reasons: readonly ReasonSummary[];
  /** Observations that wait: those of all reasons. */
  readonly waiting: number;
  /** Of these, put on the stream again before, and quarantined once more. */
  readonly failedAgain: number;
  /** Observations that were put on the stream again and did not come back. */
  readonly redriven: number;
}

export interface ReasonSummary {
  readonly code: string;
  readonly observations: number;
  /** Of the latest, ISO 8601. */
  readonly lastArrivedAt: string;
  /** The latest one's, in words. */
  readonly message: string;
}

/**
 * Each observation counts once, however often it is written down, and for its latest reason.
 * @param redriven as `redrivenIdentities` gives them
 */
export async function summariseQuarantine(
  observations: AsyncIterable<QuarantinedObservation>,
  redriven: ReadonlySet<string>,
): Promise<QuarantineSummary> {
  const cases = new Map<string, Case>();
  const latest = new Map<string, ReasonSummary>();
  for await (const observation of observations) {
    const { arrivedAt, reason, identity, redrivenFrom } = observation;
    const id = caseOf(observation);
    const isWaiting = !redriven.has(identity);
    const before = cases.get(id);
    const isLater = !before || arrivedAt >= before.arrivedAt;
    cases.set(id, {
      code: isLater ? reason.code : before.code,
      arrivedAt: isLater ? arrivedAt : before.arrivedAt,
      isWaiting: isWaiting || (before?.isWaiting ?? false),
      hasFailedAgain: redrivenFrom !== undefined || (before?.hasFailedAgain ?? false),
    });
    if (!isWaiting || arrivedAt < (latest.get(reason.code)?.lastArrivedAt ?? '')) continue;
    latest.set(reason.code, {
      code: reason.code,
      observations: 0,
      lastArrivedAt: arrivedAt,
      message: reason.message,
    });
  }
  return summaryOf([...cases.values()], latest);
}

interface Case {
  readonly code: string;
  readonly arrivedAt: string;
  readonly isWaiting: boolean;
  readonly hasFailedAgain: boolean;
}

function summaryOf(cases: readonly Case[], latest: ReadonlyMap<string, ReasonSummary>): QuarantineSummary {
  const waiting = cases.filter(({ isWaiting }) => isWaiting);
  const counts = new Map<string, number>();
  for (const { code } of waiting) counts.set(code, (counts.get(code) ?? 0) + 1);
  const reasons = [...counts].map(([code, observations]) => ({ ...latest.get(code)!, observations }));
  return {
    reasons: reasons.sort((a, b) => b.observations - a.observations),
    waiting: waiting.length,
    failedAgain: waiting.filter(({ hasFailedAgain }) => hasFailedAgain).length,
    redriven: cases.length - waiting.length,
  };
}
