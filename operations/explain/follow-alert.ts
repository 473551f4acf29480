import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { type HeldBackBecause, LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { type LoggedLine, readLog } from '../installation/read-log.ts';

/** What became of an alert, as the functions that publish have logged it. */
export interface AlertFollowed {
  readonly alertId: string;
  /** When SNS took it, and who had published it. */
  readonly told: readonly { readonly atMs: number; readonly by: string }[];
  /** SNS refused it for good. */
  readonly isRefused: boolean;
  readonly heldBack?: {
    readonly stormId: string;
    readonly because: HeldBackBecause;
    /** When messages went out that tell of what was held back, up to now. */
    readonly toldAtMs: readonly number[];
  };
}

type HeldBackLoggedLine = Extract<LoggedLine, { readonly message: typeof LOG_MESSAGES.heldBack }>;

const MESSAGES = [LOG_MESSAGES.alert, LOG_MESSAGES.alertRefused, LOG_MESSAGES.heldBack] as const;

/**
 * Follows an alert through the logs of those that publish.
 *
 * @param logGroupNames by who writes there
 * @param fromMs when its observation was judged
 */
export async function followAlert(
  client: CloudWatchLogsClient,
  logGroupNames: { readonly consumer: string; readonly sweeper: string },
  alertId: string,
  fromMs: number,
): Promise<AlertFollowed> {
  const told: { atMs: number; by: string }[] = [];
  let isRefused = false;
  let held: HeldBackLoggedLine | undefined;
  for (const [by, logGroupName] of Object.entries(logGroupNames)) {
    for await (const line of readLog(client, { logGroupName, messages: MESSAGES, where: { alertId }, fromMs })) {
      if (line.message === LOG_MESSAGES.alert) told.push({ atMs: line.loggedAtMs, by });
      if (line.message === LOG_MESSAGES.alertRefused) isRefused = true;
      if (line.message === LOG_MESSAGES.heldBack) held = line;
    }
  }
  if (!held) return { alertId, told, isRefused };
  const { stormId, because } = held;
  const toldAtMs = await stormMessages(client, logGroupNames.sweeper, stormId, held.loggedAtMs);
  return { alertId, told, isRefused, heldBack: { stormId, because, toldAtMs } };
}

/** When messages about a storm went out. */
async function stormMessages(client: CloudWatchLogsClient, logGroupName: string, stormId: string, fromMs: number) {
  const query = { logGroupName, messages: [LOG_MESSAGES.alert], where: { kind: 'storm' }, fromMs };
  const lines = await Array.fromAsync(readLog(client, query));
  return lines.flatMap((line) => ('alertId' in line && line.alertId?.startsWith(stormId) ? [line.loggedAtMs] : []));
}
