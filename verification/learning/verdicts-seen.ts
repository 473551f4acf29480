import { type ConsumerLine, decodeLogLine } from '../../contracts/decode-log-line.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { type ModelPointer, modelAt, versionOfIdentity } from '../../contracts/model-registry.ts';
import { identityOf } from '../../contracts/observation.ts';
import { NO_MODEL } from '../../contracts/verdict.ts';
import type { EntryAnswer } from '../../operations/stream/put-entries.ts';

/** What the consumer said of one reading. */
export interface SeenVerdict {
  readonly source: string;
  /** The reading's own time. */
  readonly atMs: number;
  readonly version: string;
  readonly anomalous: boolean;
  /** Whether what is known of the source is too little to be told of. */
  readonly learning: boolean;
}

/** How the verdicts stand to what was put, and to the history of the pointer. */
export interface VerdictCheck {
  readonly verdicts: number;
  /** Readings that nothing was said of. */
  readonly missing: number;
  /** Verdicts of another version than the one that had to judge what arrived then. */
  readonly wrong: number;
  /** Usual to that version, but not to the past of a source that still learns, which speaks for itself. */
  readonly byPast: number;
  readonly versions: number;
}

/** What was put, and what the consumer's log says became of it. */
export class VerdictsSeen {
  readonly #arrivals = new Map<string, number>();
  readonly #seen = new Map<string, SeenVerdict>();

  /** @param readings how many the record has; @param arrivalMs by the stream's clock */
  put({ shardId, sequenceNumber }: Exclude<EntryAnswer, { refused: string }>, readings: number, arrivalMs: number) {
    for (let i = 0; i < readings; i++) this.#arrivals.set(identityOf(shardId, sequenceNumber, i), arrivalMs);
  }

  /** @param text one line of a function's log */
  read(text: string): void {
    const line = decodeLogLine(text);
    if (!line || !isVerdict(line)) return;
    const { identity, source, observedAt, verdict } = line;
    const { modelVersion: version, anomalous, stream } = verdict;
    this.#seen.set(identity, {
      source,
      atMs: Date.parse(observedAt),
      version,
      anomalous,
      learning: stream?.learning === true,
    });
  }

  /** Those of readings from then on. */
  since(fromMs: number): SeenVerdict[] {
    return [...this.#seen.values()].filter(({ atMs }) => atMs >= fromMs);
  }

  check(pointer: ModelPointer): VerdictCheck {
    let [missing, wrong, byPast] = [0, 0, 0];
    const versions = new Set<string>();
    for (const [identity, arrivalMs] of this.#arrivals) {
      const seen = this.#seen.get(identity);
      if (!seen) missing++;
      else if (seen.version !== versionAt(pointer, arrivalMs)) {
        if (isOfPastAlone(seen)) byPast++;
        else wrong++;
      }
      if (seen) versions.add(seen.version);
    }
    return { verdicts: this.#seen.size, missing, wrong, byPast, versions: versions.size };
  }
}

/** A sample's model judges nobody's machines. */
function versionAt(pointer: ModelPointer, arrivalMs: number): string {
  const change = modelAt(pointer, arrivalMs);
  return change && !change.sampleFeatures ? versionOfIdentity(change.model) : NO_MODEL;
}

/** See `settledVerdict`: until a source is known well its past joins no model, and is logged where it would alarm. */
function isOfPastAlone({ version, anomalous, learning }: SeenVerdict): boolean {
  return version === NO_MODEL && anomalous && learning;
}

type VerdictOf = Extract<ConsumerLine, { message: 'verdict' | 'anomaly' }>;

function isVerdict(line: ConsumerLine): line is VerdictOf {
  return line.message === LOG_MESSAGES.verdict || line.message === LOG_MESSAGES.anomaly;
}
