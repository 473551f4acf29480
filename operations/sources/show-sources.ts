import { styleText } from 'node:util';
import { counted } from '../../contracts/counted.ts';
import { durationWords } from '../../contracts/duration.ts';
import { toPlainText } from '../../contracts/plain-text.ts';
import { describeSource, type FeatureDescription } from '../../streams/describe-source.ts';
import { offsetMinutesIn } from '../../streams/time-zone.ts';
import type { KnownSource } from './read-known-sources.ts';

const BLOCKS = '▁▂▃▄▅▆▇█';
/** An hour that was never seen. */
const UNSEEN = '·';

/** A line of a list: who, what it has, how much is known, and when it last spoke. */
export function sourceLine({ source, names, state, lastSeenMs }: KnownSource): string {
  const { observations } = describeSource(state, lastSeenMs);
  const features = counted(names.length, 'feature');
  return `${shownTime(lastSeenMs)}  ${observations.toLocaleString('en').padStart(10)}  ${features.padEnd(12)}  ${toPlainText(source)}`;
}

/**
 * Everything that is known of one source in one shard.
 *
 * @param timeZone whose hours the profile is of
 */
export function sourceText(
  { source, names, state, shardId, lastSeenMs, asOfMs }: KnownSource,
  nowMs: number,
  timeZone: string,
): string {
  const known = describeSource(state, nowMs, { offsetMinutes: offsetMinutesIn(timeZone) });
  const { observations, features } = known;
  const width = Math.max(...names.map((name) => toPlainText(name).length));
  return [
    styleText('bold', toPlainText(source)),
    `  learned from ${counted(observations, 'observation')}, the last at ${shownTime(lastSeenMs)}`,
    `  as ${shardId} knew it at ${shownTime(asOfMs)}`,
    ...silenceLines(known),
    ...names.flatMap((name, i) => featureLines(toPlainText(name).padEnd(width), features[i])),
  ].join('\n');
}

function silenceLines({ usualGapMs, silentAfterMs }: ReturnType<typeof describeSource>): string[] {
  if (usualGapMs === undefined) return [];
  const told =
    silentAfterMs === undefined
      ? 'it is too new, or pauses too often, to be missed'
      : `it is missed after ${durationWords(silentAfterMs / 1000)}`;
  return [`  usually every ${durationWords(usualGapMs / 1000)}; ${told}`];
}

function featureLines(name: string, feature: FeatureDescription): string[] {
  const { observations, expected, spread, last, lowest, highest, profile } = feature;
  if (observations === 0) return ['', `  ${name}  nothing is known yet`];
  const [weekdays, weekends] = [profile.slice(0, 24), profile.slice(24)];
  return [
    '',
    `  ${name}  now ${shown(expected)} is expected, give or take ${shown(spread)}; the last was ${shown(last)}`,
    `  ${' '.repeat(name.length)}  between ${shown(lowest)} and ${shown(highest)} in ${counted(observations, 'observation')}`,
    `  ${' '.repeat(name.length)}  ${sparkline(weekdays, profile)} weekdays, 0 to 23 h`,
    `  ${' '.repeat(name.length)}  ${sparkline(weekends, profile)} weekends`,
  ];
}

/** @param all what the lowest and the highest block stand for */
function sparkline(values: readonly (number | undefined)[], all: readonly (number | undefined)[]): string {
  const seen = all.filter((value) => value !== undefined);
  const lowest = Math.min(...seen);
  const range = Math.max(...seen) - lowest;
  return values
    .map((value) => {
      if (value === undefined) return UNSEEN;
      const share = range > 0 ? (value - lowest) / range : 0.5;
      return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(share * BLOCKS.length))];
    })
    .join('');
}

function shown(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : 'unknown';
}

/** To the minute, UTC. */
function shownTime(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');
}
