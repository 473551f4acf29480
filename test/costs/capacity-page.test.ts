import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { USUAL_LOAD } from '../../costs/load.ts';
import { PRICES_AS_OF } from '../../costs/prices.ts';
import { quoteCost } from '../../costs/quote.ts';
import { readRate, sayCount } from '../../costs/rate.ts';
import { limitSentence } from '../../scripts/cost/cost-text.ts';
import { checkSettings } from '../../settings/check-settings.ts';
import { markdownTable } from '../support/markdown-table.ts';

const FILE = 'docs/capacity.md';
const MADE = /(<!-- made from [^\n]* -->\n)([\s\S]*?)(<!-- \/made -->)/;
const LOADS = ['10k/minute', '1M/minute', '100M/minute'];
const WAYS = ['function', 'serverless', 'ml.m5.large'];

const settings = checkSettings({ overrides: { scoring: 'function' } });
const quotes = LOADS.map((rate) => quoteCost({ ...USUAL_LOAD, recordsPerDay: readRate(rate)! }, settings, 'us-east-1'));
const usd = (value: number | undefined) =>
  value === undefined ? '' : value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : 0 });

it('docs/capacity.md has the sums that the code works out; `--update` writes them', async () => {
  const { recordBytes, anomalyRate, sources } = USUAL_LOAD;
  const head =
    `Records of ${recordBytes} bytes, ${100 * anomalyRate} % of them anomalous, ${sources.toLocaleString('en-US')} sources, ` +
    `default settings, us-east-1, prices\nof ${PRICES_AS_OF}, USD a day. By service where the function scores.`;
  const services = ['Kinesis', 'Lambda', 'DynamoDB', 'S3', 'CloudWatch', 'SNS'] as const;
  const rows = [
    ['records a day', ...quotes.map(({ load }) => sayCount(load.recordsPerDay))],
    ['shards', ...quotes.map(({ shards }) => shards.toLocaleString('en-US'))],
    [
      'functions at once, on average and at most',
      ...quotes.map(({ lambdaConcurrency: { average, most } }) => `${Number(average.toPrecision(2))}, ${most}`),
    ],
    ...services.map((service) => [service, ...quotes.map((quote) => usd(quote.services[service]?.perDayUsd))]),
    ...WAYS.map((way) => [
      `**scored by ${way === 'function' ? 'the function' : way}**`,
      ...quotes.map(({ ways }) => `**${usd(ways[way]?.perDayUsd)}**`),
    ]),
    ['a million records, scored by the function', ...quotes.map(perMillion)],
  ];
  const limits = quotes.map(
    ({ firstLimit, load }, i) => `- ${LOADS[i]}: ${limitSentence(firstLimit, load.recordsPerDay)}`,
  );
  const breakEven = quotes[0].breakEven.map(({ cheaper, than, untilRecordsPerDay }) => {
    const until =
      untilRecordsPerDay === undefined ? 'at every rate' : `below ${sayCount(untilRecordsPerDay)} records a day`;
    return `${cheaper} is cheaper than ${than} ${until}`;
  });
  const table = markdownTable(['', ...LOADS.map((rate) => rate.replace('/', ' a '))], rows);
  const between = `Between the ways of scoring: ${breakEven.join('; ')}.`;
  const made = [head, plain(table).join('\n'), limits.join('\n'), between].join('\n\n');
  const page = readFileSync(FILE, 'utf8').replace(
    MADE,
    (_, first: string, _old, last: string) => `${first}\n${made}\n\n${last}`,
  );
  await expect(page).toMatchFileSnapshot(`../../${FILE}`);
});

/** The first cells are words here. */
function plain(table: readonly string[]): string[] {
  return table.map((line) => line.replace(/^\| `([^`]*)`/, '| $1'));
}

function perMillion({ perDayUsd, load }: (typeof quotes)[number]): string {
  return ((perDayUsd * 1e6) / load.recordsPerDay).toFixed(3);
}

it('README says what ten million records a day cost', () => {
  const { ways } = quoteCost(USUAL_LOAD, settings, 'us-east-1');
  const readme = readFileSync('README.md', 'utf8');
  expect(readme).toContain(`**${ways.function?.perDayUsd.toFixed(2)} USD a day**`);
  expect(readme).toContain(`${ways.serverless?.perDayUsd.toFixed(2)} behind a serverless endpoint`);
});
