import { styleText } from 'node:util';
import type { ChannelLine } from '../../contracts/channel-line.ts';
import { decodeLogLine } from '../../contracts/decode-log-line.ts';
import {
  type AnomalyLine,
  type BatchLine,
  LOG_MESSAGES,
  type QuarantineLine,
  type UnknownNameLine,
  type VerdictLine,
} from '../../contracts/log-lines.ts';
import { toPlainText } from '../../contracts/plain-text.ts';

/** A function's log line as a person watching wants it: undefined for lines that say nothing new to them. */
export function formatLogLine(text: string): { readonly kind: 'verdict' | 'other'; readonly text: string } | undefined {
  const line = decodeLogLine(text);
  switch (line?.message) {
    case LOG_MESSAGES.verdict:
      return { kind: 'verdict', text: verdictText(line) };
    case LOG_MESSAGES.anomaly:
      return { kind: 'other', text: anomalyText(line) };
    case LOG_MESSAGES.quarantined:
      return { kind: 'other', text: quarantineText(line) };
    case LOG_MESSAGES.batch:
      return retryText(line);
    case LOG_MESSAGES.channel:
      return { kind: 'other', text: channelText(line) };
    case LOG_MESSAGES.unknownName:
      return { kind: 'other', text: unknownNameText(line) };
    case LOG_MESSAGES.unknownNames:
      return { kind: 'other', text: warning(`${line.message}: ${line.names.join(', ')}`) };
    default:
      return warningOf(text);
  }
}

interface JsonLine {
  readonly message?: unknown;
  readonly level?: string;
  readonly [key: string]: unknown;
}

/** Any other line that is no mere information, of ours or of the platform. */
function warningOf(text: string): { readonly kind: 'other'; readonly text: string } | undefined {
  const line = parse(text);
  if (line === undefined) return platformProblem(text);
  return line.level === 'INFO' || line.level === undefined ? undefined : { kind: 'other', text: otherText(line) };
}

function parse(text: string): JsonLine | undefined {
  try {
    const line = JSON.parse(text);
    return typeof line === 'object' && line !== null ? line : undefined;
  } catch {
    return undefined;
  }
}

function verdictText({ observedAt, source, verdict }: VerdictLine): string {
  return row(observedAt, source, verdict.score, styleText('dim', 'usual'));
}

function anomalyText({ observedAt, source, verdict, severity, decision, ...how }: AnomalyLine): string {
  const why = verdict.explanation === undefined ? '' : `  ${toPlainText(verdict.explanation)}`;
  return row(
    observedAt,
    source,
    verdict.score,
    `${styleText(['bold', 'yellow'], 'strange')}  ${severity}, ${decision}${detailOf(how)}${why}`,
  );
}

/** `evidence 2 of 3`, `held by mute: until Monday`. */
function detailOf({ evidence, rule, because }: Pick<AnomalyLine, 'evidence' | 'rule' | 'because'>): string {
  if (evidence !== undefined) return ` ${evidence}`;
  return because === undefined ? '' : toPlainText(` by ${rule}: ${because}`);
}

function row(observedAt: string, source: string, score: number, rest: string): string {
  return `${observedAt.slice(0, 19)}  ${toPlainText(source).padEnd(12)}  ${score.toFixed(3)}  ${rest}`;
}

function unknownNameText({ message, name, nearest, missing }: UnknownNameLine & { readonly message: string }): string {
  const hint = nearest === undefined ? `${missing.join(', ')} is missing` : `it may be ${nearest}, which is missing`;
  return warning(`${message}: '${name}'; ${hint}`);
}

function channelText({ channel, decision, reason, alertId, waitSeconds }: ChannelLine): string {
  const again = waitSeconds === undefined ? '' : `, again in ${waitSeconds} s`;
  const why = reason === undefined ? '' : `: ${reason}${again}`;
  return toPlainText(`channel ${channel}  ${decision.replace('_', ' ')}, alert ${alertId}${why}`);
}

function warning(text: string): string {
  return `${styleText('red', 'WARN')}  ${toPlainText(text)}`;
}

function quarantineText({ partitionKey, reason }: QuarantineLine): string {
  const { path, message, code } = reason;
  const what = toPlainText(`${path === '' ? '' : `${path}: `}${message ?? code}`);
  return `${styleText('magenta', 'quarantined')}  ${toPlainText(partitionKey)}: ${what}`;
}

function retryText({ retryFrom, done, observations }: BatchLine): { kind: 'other'; text: string } | undefined {
  if (retryFrom === undefined) return undefined;
  return {
    kind: 'other',
    text: `${styleText('red', 'waiting')}  ${done} of ${observations} done, the rest is tried again`,
  };
}

function otherText({ level, message, ...details }: JsonLine): string {
  const said = typeof details.error === 'object' ? ` ${JSON.stringify(details.error)}` : '';
  return `${styleText('red', String(level))}  ${toPlainText(String(message))}${toPlainText(said)}`;
}

/** Of the platform's own lines, those of an invocation that went wrong. */
function platformProblem(text: string): { kind: 'other'; text: string } | undefined {
  const [, errorType] = /^(?:REPORT|INIT_REPORT).*Error Type: (\S+)/.exec(text) ?? [];
  return errorType === undefined ? undefined : { kind: 'other', text: `${styleText('red', 'failed')}  ${errorType}` };
}
