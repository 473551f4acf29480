import { worstEvents } from './events.ts';
import type { PageData, PageEvent, PageReason } from './page/page-data.ts';
import { expectedWords, observedWords, reasonShares } from './reason-shares.ts';
import type { ReportData } from './report-data.ts';

/** As many bars as can be told apart. */
const MOST_BARS = 1000;
const MOST_PARTS = 5;

/** What the page's script draws as bars. */
export function pageEvents({ events = [], rows }: ReportData): PageEvent[] {
  const sourceIndex = new Map(rows.sources.map((source, index) => [source, index]));
  return worstEvents(events, MOST_BARS).map(({ source, fromMs, toMs, outcome }) => ({
    source: sourceIndex.get(source) ?? 0,
    from: fromMs / 1000,
    to: toMs / 1000,
    outcome,
  }));
}

/** What the page's script says of a row that somebody points at. @param shown the rows of the page, in their order */
export function pageReasons({ explained = [] }: ReportData, shown: Uint32Array): PageData['reasons'] {
  const wanted = new Map(explained.map((observation) => [observation.index, observation]));
  const reasons: Record<number, PageReason> = {};
  for (const [place, index] of shown.entries()) {
    const observation = wanted.get(index);
    if (!observation) continue;
    const { explanation, contributions, imputed = [] } = observation;
    const parts = reasonShares(contributions).slice(0, MOST_PARTS);
    reasons[place] = {
      sentence: explanation,
      parts: parts.map((part) => ({
        feature: part.feature,
        share: Math.round(part.share * 1000) / 1000,
        observed: imputed.includes(part.feature) ? 'missing' : observedWords(part),
        expected: expectedWords(part),
      })),
    };
  }
  return reasons;
}
