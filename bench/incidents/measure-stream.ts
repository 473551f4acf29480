import { SEVERITIES } from '../../contracts/verdict.ts';
import { IncidentReplay, type RecordedVerdict, type ToldMessage } from '../../incidents/replay.ts';
import { admitBy } from '../../rules/admit.ts';
import { compileRules } from '../../rules/compile-rules.ts';
import { incidentRulesOf } from '../../scripts/cli/incident-rules.ts';
import { trainOnFirst } from '../../scripts/demo/train-on-first.ts';
import { spreadsOf } from '../../scripts/preview/replay-rows.ts';
import { recordedRow } from '../../scripts/scoring/recorded-row.ts';
import { scoreFile } from '../../scripts/scoring/score-file.ts';
import { EventsOfRows, eventAt, eventsTold, type LabelledEvent } from './labelled-events.ts';
import type { LabelledStream } from './labelled-streams.ts';

/** What people would have heard of a stream, with default settings. */
export interface StreamFigures {
  readonly observations: number;
  readonly anomalous: number;
  readonly incidents: number;
  readonly messages: number;
  /** Messages of observations that nobody labelled, and of the end of incidents without a labelled one. */
  readonly aboutNothing: number;
  readonly events: number;
  readonly flagged: number;
  readonly told: number;
  /** Flagged, and never told of while they lasted. */
  readonly untold: readonly LabelledEvent[];
  readonly delaysMs: readonly number[];
  /** Incidents, by {@link SEVERITIES}. */
  readonly severities: readonly number[];
}

/** Trains on the first rows of a stream, judges the others as the stream does, and makes messages of the verdicts. */
export async function measureStream(stream: LabelledStream): Promise<StreamFigures> {
  const { data, flags } = stream;
  const threshold = { kind: 'budget' } as const;
  const { model, columns } = await trainOnFirst({ data, flags, told: {}, threshold, say: () => {} });
  const { replayed, history } = columns;
  const nowMs = Date.now();
  const admit = admitBy({
    rules: await compileRules({ rules: [] }, nowMs),
    mutes: [],
    spreadOf: spreadsOf(model),
  });
  const replay = new IncidentReplay({ ...incidentRulesOf({}), admit });
  const flagged: { source: string; atMs: number }[] = [];
  const rows = new EventsOfRows();
  let firstMs = Number.POSITIVE_INFINITY;
  for await (const scored of scoreFile(model, replayed, { history, explain: true })) {
    const recorded = recordedRow(replayed, scored);
    if (!recorded) continue;
    const { source, timestampMs } = recorded.observation;
    const label = stream.events ? eventAt(stream.events, source, timestampMs) !== undefined : recorded.label === true;
    firstMs = Math.min(firstMs, timestampMs);
    rows.add(source, timestampMs, label);
    replay.add({ ...recorded, label });
    if (isFlagged(recorded)) flagged.push({ source, atMs: timestampMs });
  }
  const events = stream.events?.filter(({ fromMs }) => fromMs >= firstMs) ?? rows.finish();
  return figuresOfReplay(replay, events, flagged);
}

function figuresOfReplay(
  replay: IncidentReplay,
  events: readonly LabelledEvent[],
  flagged: readonly { source: string; atMs: number }[],
): StreamFigures {
  const { observations, anomalous, incidents, messages } = replay.finish();
  const labelled = new Set(incidents.filter(({ isLabelled }) => isLabelled).map(({ incidentId }) => incidentId));
  const isAboutNothing = ({ kind, label, incidentId, together }: ToldMessage): boolean => {
    if (together) return together.every(isAboutNothing);
    return kind === 'closed' ? !labelled.has(incidentId) : !label;
  };
  const aboutNothing = messages.filter(isAboutNothing);
  return {
    observations,
    anomalous,
    incidents: incidents.length,
    messages: messages.length,
    aboutNothing: aboutNothing.length,
    ...eventsTold(
      events,
      flagged,
      messages.flatMap(({ together, ...alone }) => together ?? [alone]),
    ),
    severities: SEVERITIES.map((severity) => incidents.filter((one) => one.severity === severity).length),
  };
}

/** Nobody hears of what is strange by the past alone of a source of which little is known. */
function isFlagged({ verdict: { anomalous, lane = 'row', stream } }: RecordedVerdict): boolean {
  return anomalous && (lane === 'row' || !stream?.learning);
}

/** Adds up what was measured of several streams. */
export function sumOfFigures(all: readonly StreamFigures[]): StreamFigures {
  const sum = (of: (figures: StreamFigures) => number) => all.reduce((total, each) => total + of(each), 0);
  return {
    observations: sum(({ observations }) => observations),
    anomalous: sum(({ anomalous }) => anomalous),
    incidents: sum(({ incidents }) => incidents),
    messages: sum(({ messages }) => messages),
    aboutNothing: sum(({ aboutNothing }) => aboutNothing),
    events: sum(({ events }) => events),
    flagged: sum(({ flagged }) => flagged),
    told: sum(({ told }) => told),
    untold: all.flatMap(({ untold }) => untold),
    delaysMs: all.flatMap(({ delaysMs }) => delaysMs),
    severities: SEVERITIES.map((_, i) => sum(({ severities }) => severities[i])),
  };
}
