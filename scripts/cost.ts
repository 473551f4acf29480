import { Command, InvalidArgumentError, Option } from 'commander';
import { USUAL_LOAD } from '../costs/load.ts';
import { isPriced, PRICED_REGIONS, type PricedRegion } from '../costs/prices.ts';
import { quoteCost } from '../costs/quote.ts';
import { readRate } from '../costs/rate.ts';
import { scoredBy } from '../costs/scoring-way.ts';
import { loadSettings } from '../settings/load-settings.ts';
import { addContextOption, contextOf } from './cli/context-option.ts';
import { positiveInteger } from './cli/parse-option.ts';
import { runCommand } from './cli/run-command.ts';
import { checkWritable, writeText } from './cli/write-text.ts';
import { costText } from './cost/cost-text.ts';

const command = addContextOption(
  new Command('cost')
    .description(
      'Say what an installation with the settings of weir.json costs under a load, by service, what it needs, and which limit it meets first. Asks AWS nothing.',
    )
    .addOption(
      new Option('--rate <rate>', 'records, like 10M/day, 116/s, 1 million/minute')
        .argParser(rate)
        .default(USUAL_LOAD.recordsPerDay, '10M/day'),
    )
    .option('--record-bytes <bytes>', 'of a record, key and data', positiveInteger, USUAL_LOAD.recordBytes)
    .option('--anomaly-rate <share>', 'of them anomalous, 0 to 1', share, USUAL_LOAD.anomalyRate)
    .option('--sources <count>', 'how many send', positiveInteger, USUAL_LOAD.sources)
    .option('--scoring <way>', 'serverless, function, or an instance type like ml.m5.large; as in the settings', way)
    .option('--region <region>', `${Object.keys(PRICED_REGIONS).join(' or ')}; that of the environment`, region)
    .option('--json <file>', 'also write it as JSON, with each part, its price and its source'),
).action(cost);

interface Options {
  readonly rate: number;
  readonly recordBytes: number;
  readonly anomalyRate: number;
  readonly sources: number;
  readonly scoring?: string;
  readonly region?: PricedRegion;
  readonly json?: string;
  readonly context: readonly string[];
}

async function cost({ rate: recordsPerDay, scoring, json, ...options }: Options): Promise<void> {
  if (json !== undefined) await checkWritable(json);
  const { settings, notice } = loadSettings(contextOf(options));
  if (notice) console.error(notice);
  const { recordBytes, anomalyRate, sources } = options;
  const load = { recordsPerDay, recordBytes, anomalyRate, sources };
  const chosen = scoring === undefined ? settings : scoredBy(settings, scoring);
  const quote = quoteCost(load, chosen, options.region ?? regionHere());
  console.log(costText(quote));
  if (json !== undefined) await writeText(json, `${JSON.stringify(quote, undefined, 2)}\n`);
}

function regionHere(): PricedRegion {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const here = AWS_REGION || AWS_DEFAULT_REGION;
  if (isPriced(here)) return here;
  if (here) console.error(`the prices of ${here} are not known here: these are of us-east-1`);
  return 'us-east-1';
}

function rate(text: string): number {
  const perDay = readRate(text);
  if (perDay === undefined) throw new InvalidArgumentError('wanted a rate like 10M/day, 116/s or 1 million/minute');
  return perDay;
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('wanted a share from 0 to 1, like 0.001');
}

function way(text: string): string {
  if (text === 'serverless' || text === 'function' || text.startsWith('ml.')) return text;
  throw new InvalidArgumentError('wanted serverless, function or an instance type like ml.m5.large');
}

function region(text: string): PricedRegion {
  if (isPriced(text)) return text;
  throw new InvalidArgumentError(`its prices are not known here, known are ${Object.keys(PRICED_REGIONS).join(', ')}`);
}

await runCommand(command);
