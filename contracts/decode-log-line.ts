import type { ArchiveLine } from './archive.ts';
import type { CanaryLine } from './canary.ts';
import type { ChannelLine } from './channel-line.ts';
import {
  type AlertLine,
  type AnomalyLine,
  type BatchLine,
  type DataQualityLine,
  type FallbackLine,
  type HeldBackLine,
  LOG_MESSAGES,
  type QuarantineLine,
  type SourceStateLine,
  type UnavailableLine,
  type UnknownNameLine,
  type UnknownNamesLine,
  type VerdictLine,
} from './log-lines.ts';
import type { ShadowLine } from './shadow-line.ts';
import type { SilenceLine } from './silence-line.ts';

/** A line of the consumer's log, told apart by its message. */
export type ConsumerLine =
  | ({ readonly message: typeof LOG_MESSAGES.batch } & BatchLine)
  | ({ readonly message: typeof LOG_MESSAGES.anomaly } & AnomalyLine)
  | ({ readonly message: typeof LOG_MESSAGES.verdict } & VerdictLine)
  | ({ readonly message: typeof LOG_MESSAGES.quarantined } & QuarantineLine)
  | ({ readonly message: typeof LOG_MESSAGES.alert } & AlertLine)
  | ({ readonly message: typeof LOG_MESSAGES.channel } & ChannelLine)
  | ({ readonly message: typeof LOG_MESSAGES.alertRefused } & AlertLine)
  | ({ readonly message: typeof LOG_MESSAGES.heldBack } & HeldBackLine)
  | ({ readonly message: typeof LOG_MESSAGES.unknownNames } & UnknownNamesLine)
  | ({ readonly message: typeof LOG_MESSAGES.unknownName } & UnknownNameLine)
  | ({ readonly message: typeof LOG_MESSAGES.sourceState } & SourceStateLine)
  | ({ readonly message: typeof LOG_MESSAGES.silence } & SilenceLine)
  | ({ readonly message: typeof LOG_MESSAGES.dataQuality } & DataQualityLine)
  | ({ readonly message: typeof LOG_MESSAGES.archive } & ArchiveLine)
  | ({ readonly message: typeof LOG_MESSAGES.canary } & CanaryLine)
  | ({ readonly message: typeof LOG_MESSAGES.shadow } & ShadowLine)
  | ({ readonly message: typeof LOG_MESSAGES.unavailable } & UnavailableLine)
  | ({ readonly message: typeof LOG_MESSAGES.fallback } & FallbackLine);

/** What a line of each message cannot be without. */
const REQUIRED: { readonly [Message in ConsumerLine['message']]: readonly string[] } = {
  [LOG_MESSAGES.batch]: ['shardId', 'first', 'last', 'records'],
  [LOG_MESSAGES.anomaly]: ['identity', 'source', 'verdict', 'decision'],
  [LOG_MESSAGES.verdict]: ['identity', 'source', 'verdict'],
  [LOG_MESSAGES.quarantined]: ['identity', 'reason'],
  [LOG_MESSAGES.alert]: ['alertId', 'source'],
  [LOG_MESSAGES.channel]: ['alertId', 'channel', 'decision', 'attempt'],
  [LOG_MESSAGES.alertRefused]: ['alertId', 'source'],
  [LOG_MESSAGES.heldBack]: ['alertId', 'source', 'stormId', 'because'],
  [LOG_MESSAGES.unknownNames]: ['names', 'observations'],
  [LOG_MESSAGES.unknownName]: ['name', 'missing', 'observations'],
  [LOG_MESSAGES.sourceState]: ['shardId', 'kind'],
  [LOG_MESSAGES.silence]: ['since', 'decision'],
  [LOG_MESSAGES.dataQuality]: ['about', 'decision', 'rule'],
  [LOG_MESSAGES.archive]: ['rows', 'first', 'last', 'kept'],
  [LOG_MESSAGES.canary]: ['identity', 'outcome', 'latencyMs'],
  [LOG_MESSAGES.shadow]: ['current', 'shadow', 'observations', 'found'],
  [LOG_MESSAGES.unavailable]: ['port', 'reason'],
  [LOG_MESSAGES.fallback]: ['decision', 'awaySince', 'reason'],
};

/**
 * One line of a function's log. The functions write these, so what has a known message and what belongs to it is taken
 * as it is.
 *
 * @returns undefined for the platform's own lines, for lines with other messages, and for what a process that was
 *   killed left half written
 */
export function decodeLogLine(text: string): ConsumerLine | undefined {
  if (!text.startsWith('{')) return undefined;
  let line: { readonly message?: unknown };
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { message } = line;
  if (typeof message !== 'string' || !Object.hasOwn(REQUIRED, message)) return undefined;
  const isWhole = REQUIRED[message as ConsumerLine['message']].every((name) => Object.hasOwn(line, name));
  return isWhole ? (line as ConsumerLine) : undefined;
}
