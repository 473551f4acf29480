import type { Mute } from '../../contracts/mute.ts';
import { shortBy } from '../../contracts/short-by.ts';
import { dayAndTime } from '../models/words.ts';

/** Lists those that last, the next to end first, and then those that are over. */
export function mutesText(mutes: readonly Mute[], nowMs: number): string {
  if (mutes.length === 0) return 'nothing is muted';
  const lasting = mutes.filter(({ untilMs }) => untilMs > nowMs).sort((a, b) => a.untilMs - b.untilMs);
  const over = mutes.filter(({ untilMs }) => untilMs <= nowMs).sort((a, b) => b.untilMs - a.untilMs);
  const head = lasting.length === 0 ? ['nothing is muted now'] : [];
  return [...head, ...lasting.map((each) => muteLine(each)), ...over.map((each) => `over: ${muteLine(each)}`)].join(
    '\n',
  );
}

/** What a mute says, in one line. */
export function muteLine({ id, source, feature, untilMs, by, why, endedBy }: Mute): string {
  const what = feature === undefined ? source : `${feature} of ${source}`;
  const ended = endedBy === undefined ? '' : `, ended by ${shortBy(endedBy)}`;
  return `${id}: ${what} until ${dayAndTime(untilMs)}, by ${shortBy(by)}: ${why}${ended}`;
}
