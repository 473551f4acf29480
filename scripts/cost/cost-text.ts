import Table from 'cli-table3';
import { counted } from '../../contracts/counted.ts';
import type { BreakEven } from '../../costs/break-even.ts';
import type { Limit } from '../../costs/limits.ts';
import type { Quote } from '../../costs/quote.ts';
import { sayCount } from '../../costs/rate.ts';

/** What a load costs, as a person reads it: a table by service, and sentences about what it rests on. */
export function costText(quote: Quote): string {
  const { load, region, scoring, pricesAsOf, uncertain, notCounted } = quote;
  const strange = `${Number((100 * load.anomalyRate).toPrecision(3))} % of them anomalous`;
  const sources = counted(load.sources, 'source');
  return [
    `${sayCount(load.recordsPerDay)} records a day of ${load.recordBytes} bytes, ${strange}, ${sources}`,
    `scored by ${sayWay(scoring)}; ${region}, prices of ${pricesAsOf}, in USD`,
    '',
    tableOf(quote),
    '',
    sizeOf(quote),
    ...waysOf(quote),
    limitSentence(quote.firstLimit, load.recordsPerDay),
    ...(uncertain.length > 0 ? ['', 'uncertain prices:', ...uncertain.map((each) => `  ${each}`)] : []),
    '',
    'calls and bytes were counted on the local cloud, how long AWS takes to answer is assumed (--json has both)',
    `not counted: ${notCounted.join('; ')}`,
  ].join('\n');
}

function tableOf({ services, parts, perDayUsd, perMonthUsd }: Quote): string {
  const table = new Table({
    head: ['', 'a day', 'a month', 'of it, a day'],
    colAligns: ['left', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const [service, { perDayUsd: day, perMonthUsd: month }] of Object.entries(services)) {
    const own = parts.filter((part) => part.service === service && part.perDayUsd >= 0.0005);
    const largest = own.toSorted((a, b) => b.perDayUsd - a.perDayUsd).slice(0, 3);
    const shown = largest.map(
      (part) => `${part.what} ${money(part.perDayUsd)}${part.price.uncertain ? ' (uncertain)' : ''}`,
    );
    table.push([service, money(day), money(month), shown.join('; ')]);
  }
  table.push(['together', money(perDayUsd), money(perMonthUsd), '']);
  return table.toString();
}

function sizeOf({ shards, lambdaConcurrency: { average, most }, instances }: Quote): string {
  const endpoint = instances === 0 ? 'no instances' : counted(instances, 'instance');
  const atOnce = Number(average.toPrecision(2));
  return `${counted(shards, 'shard')}; functions at once: ${atOnce} on average, ${most} at most; ${endpoint}`;
}

function waysOf({ ways, breakEven }: Quote): string[] {
  const byPrice = Object.entries(ways).sort(([, a], [, b]) => a.perDayUsd - b.perDayUsd);
  const sums = byPrice.map(([way, { perDayUsd }]) => `${sayWay(way)} ${money(perDayUsd)}`).join(', ');
  return [`ways of scoring, a day: ${sums}`, ...breakEven.map(breakEvenSentence)];
}

function breakEvenSentence({ cheaper, than, untilRecordsPerDay }: BreakEven): string {
  const until =
    untilRecordsPerDay === undefined ? 'at every rate' : `below ${sayCount(untilRecordsPerDay)} records a day`;
  return `  ${sayWay(cheaper)} is cheaper than ${sayWay(than)} ${until}`;
}

/** The limit that is met first, and by which load. */
export function limitSentence({ what, share, metAtRecordsPerDay, remedy }: Limit, recordsPerDay: number): string {
  const times = Number((1 / share).toPrecision(2));
  if (share > 1) return `beyond a limit: ${what}, by ${Number(share.toPrecision(2))} times: ${remedy}`;
  if (metAtRecordsPerDay === undefined) return `first limit: ${what}, at ${times} times as many sources: ${remedy}`;
  return `first limit: ${what}, met at ${sayCount(metAtRecordsPerDay)} records a day, ${sayCount(metAtRecordsPerDay / recordsPerDay)} times this: ${remedy}`;
}

function sayWay(way: string): string {
  if (way === 'function') return 'the function';
  return way === 'serverless' ? 'a serverless endpoint' : `an endpoint on ${way}`;
}

function money(usd: number): string {
  return usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: usd < 0.1 ? 3 : 2 });
}
