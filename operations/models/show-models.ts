import { counted } from '../../contracts/counted.ts';
import type { ModelCard } from '../../contracts/model-card.ts';
import { type ModelPointer, versionOfIdentity } from '../../contracts/model-registry.ts';
import { shortBy } from '../../contracts/short-by.ts';
import { quartiles } from './quartiles.ts';
import { statesOf } from './states.ts';
import { dayAndTime, numberText, percent, shareRange, sizeText, tableText } from './words.ts';

/** All versions, those that came last first, and what was done with them, the last first. */
export function modelsText(cards: readonly ModelCard[], pointer: ModelPointer, nowMs: number, history: number): string {
  if (cards.length === 0) return 'the registry is empty: npm run models -- put DIR, or deploy';
  const rows = cards.map((card) => [
    versionOfIdentity(card.model),
    statesOf(pointer, card.model, nowMs),
    dayAndTime(card.atMs),
    `${card.madeBy}, ${shortBy(card.by)}`,
    card.rows === undefined ? 'unknown' : String(card.rows),
    `${card.detector} of ${counted(card.features.length, 'feature')}`,
  ]);
  const table = tableText(['version', 'state', 'came', 'by', 'rows', 'detector'], rows);
  return [table, '', ...historyOf(pointer).slice(0, history)].join('\n').trimEnd();
}

/** Everything that is known of one version. */
export function cardText(card: ModelCard, pointer: ModelPointer, nowMs: number): string {
  const facts = factsOf(card, pointer, nowMs).filter(([, value]) => value !== undefined);
  const width = Math.max(...facts.map(([name]) => name.length)) + 2;
  const lines = facts.map(([name, value]) => `${name.padEnd(width)}${value}`);
  const head = ['feature', 'least', 'quarter', 'median', 'three quarters', 'largest', 'missing'];
  const features = tableText(
    head,
    card.features.map((name, i) => featureRow(card, name, i)),
  );
  return [...lines, '', features, '', ...historyOf(pointer, card.model)].join('\n').trimEnd();
}

function factsOf(card: ModelCard, pointer: ModelPointer, nowMs: number): [name: string, value: string | undefined][] {
  const { model, detector, parameters, rows, window, threshold, thresholdRule, flagged, quality } = card;
  const chosen = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return [
    ['version', `${versionOfIdentity(model)} (${model})`],
    ['state', statesOf(pointer, model, nowMs)],
    ['came', `${dayAndTime(card.atMs)}, ${card.madeBy}, by ${shortBy(card.by)}: ${card.why}`],
    ['parent', card.parent && versionOfIdentity(card.parent)],
    ['detector', [detector, ...chosen].join(', ')],
    ['rows', rows === undefined ? undefined : counted(rows, 'row')],
    ['window', window && `${dayAndTime(window.fromMs)} to ${dayAndTime(window.toMs)}`],
    ['data', card.dataFingerprint.slice(0, 12)],
    ['threshold', `${numberText(threshold)} by ${thresholdRule}`],
    ['flagged', flagged && `${percent(flagged.share)} of the rows; of others ${shareRange(flagged)}`],
    ['sample', card.sample && 'its rows are a sample: it judges the stream of the sample alone'],
    ...Object.entries(quality).map(([name, value]): [string, string] => [name, numberText(value)]),
    ['size', sizeText(card)],
  ];
}

function featureRow({ quantiles, missingShares }: ModelCard, name: string, feature: number): string[] {
  const known = quartiles(quantiles[feature]);
  const values = known ? Object.values<number>({ ...known }).map(numberText) : Array.from({ length: 5 }, () => '?');
  return [name, ...values, missingShares === undefined ? '?' : percent(missingShares[feature])];
}

/** What was done, the last first: with all versions, or with one. */
function historyOf({ changes, voided, shadow }: ModelPointer, model?: string): string[] {
  const done = [
    ...changes.map((each) => ({ ...each, what: each.kind as string })),
    ...voided.map((each) => ({ ...each, what: 'voided' })),
    ...(shadow ? [{ ...shadow, what: 'made the shadow' }] : []),
  ];
  return done
    .filter((each) => model === undefined || each.model === model)
    .sort((a, b) => b.atMs - a.atMs)
    .map(({ atMs, what, model: of, by, why }) => {
      return `${dayAndTime(atMs)}  ${versionOfIdentity(of)} ${what} by ${shortBy(by)}: ${why}`;
    });
}
