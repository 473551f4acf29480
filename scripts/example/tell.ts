import { eventWeight, type ReportEvent } from '../../report/events.ts';
import { storyOf, storyText } from '../demo/story.ts';

/** As much as one reads at a glance. */
const MOST_TELLING = 3;

/** What was found of which kind, and what the worst was called. @param events in the order of time */
export function tellEvents(events: readonly ReportEvent[]): string {
  const kinds = kindsLine(events);
  const telling = mostTelling(events);
  return [
    ...(kinds === '' ? [] : [kinds]),
    ...(telling.length === 0 ? [] : ['', 'The most telling, by the clock of the rows (UTC):', '']),
    ...(telling.length === 0 ? [] : [storyText(storyOf(telling, [])).trimEnd()]),
  ].join('\n');
}

/** `outage 2 of 2, drift 1 of 3; nothing wrong, and told: maintenance 2`; '' where nothing has a name. */
function kindsLine(events: readonly ReportEvent[]): string {
  const named = Map.groupBy(
    events.filter(({ name }) => name !== undefined),
    ({ name }) => name!,
  );
  const labelled: string[] = [];
  const harmless: string[] = [];
  for (const [name, all] of named) {
    const real = all.filter(({ outcome }) => outcome === 'found' || outcome === 'missed');
    const found = real.filter(({ outcome }) => outcome === 'found').length;
    if (real.length > 0) labelled.push(`${name} ${found} of ${real.length}`);
    else harmless.push(`${name} ${all.length}`);
  }
  const told = harmless.length > 0 ? `; told of what is no anomaly: ${harmless.join(', ')}` : '';
  return labelled.length === 0 ? '' : `told by kind: ${labelled.join(', ')}${told}`;
}

/** Those that have a sentence: rightly told before others, each kind (or source) once before any twice, the worst first. */
function mostTelling(events: readonly ReportEvent[]): ReportEvent[] {
  const told = events
    .filter(({ alarms }) => alarms.length > 0)
    .toSorted((a, b) => Number(isWrong(a)) - Number(isWrong(b)) || eventWeight(b) - eventWeight(a));
  const kinds = Map.groupBy(told, ({ name, source }) => name ?? source);
  const turns = told.toSorted((a, b) => turnOf(a, kinds) - turnOf(b, kinds));
  const chosen = new Set(turns.slice(0, MOST_TELLING));
  return events.filter((event) => chosen.has(event));
}

function isWrong({ outcome }: ReportEvent): boolean {
  return outcome === 'false alarm';
}

/** Its place among those of its kind. */
function turnOf(event: ReportEvent, kinds: ReadonlyMap<string, readonly ReportEvent[]>): number {
  return kinds.get(event.name ?? event.source)!.indexOf(event);
}
