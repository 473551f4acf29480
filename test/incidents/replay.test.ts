import { describe, expect, it } from 'vitest';
import { DEFAULT_SEVERITY_BANDS, type Verdict } from '../../contracts/verdict.ts';
import { compareReplays } from '../../incidents/compare-replays.ts';
import { IncidentReplay, type RecordedVerdict, type ReplayRules } from '../../incidents/replay.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 27);
const RULES: ReplayRules = { cooldownMs: 5 * MINUTE, severityBands: DEFAULT_SEVERITY_BANDS };

type More = Partial<Omit<RecordedVerdict, 'verdict'>> & { readonly verdict?: Partial<Verdict> };

/** At a minute, of a grade: 0 is usual. */
function at(minute: number, grade: number, more: More = {}) {
  const { verdict, ...rest } = more;
  const atMs = START + minute * MINUTE;
  const judged = { score: 2, threshold: 1, anomalous: grade > 0, grade, modelVersion: 'v', ...verdict };
  return {
    observation: { source: 'pump', timestampMs: atMs, features: {} },
    arrivalMs: atMs,
    ...rest,
    verdict: judged,
  };
}

function replayed(verdicts: readonly RecordedVerdict[], rules: ReplayRules = RULES) {
  const replay = new IncidentReplay(rules);
  for (const verdict of verdicts) replay.add(verdict);
  return replay.finish();
}

const of = (source: string, minute: number) => ({
  observation: { source, timestampMs: START + minute * MINUTE, features: {} },
});

describe('a replay', () => {
  it('tells what the functions would have told: openings, rises and ends, also at the end of the record', () => {
    const { incidents, messages } = replayed([at(0, 0.1), at(1, 0.9), at(2, 0), at(20, 0.3)]);
    expect(messages.map(({ kind, severity }) => [kind, severity])).toEqual([
      ['opened', 'low'],
      ['worsened', 'critical'],
      ['closed', 'critical'],
      ['opened', 'medium'],
      ['closed', 'medium'],
    ]);
    expect(incidents).toMatchObject([
      { severity: 'critical', anomalies: 2, messages: 3, openedAtMs: START, lastAtMs: START + MINUTE },
      { severity: 'medium', anomalies: 1, messages: 2 },
    ]);
  });

  it('gives an incident the id that it had on the stream', () => {
    const place = { shardId: 'shardId-000000000000', sequenceNumber: '49', index: 3 };
    const [first] = replayed([at(0, 0.6, { place })]).incidents;
    const [again] = replayed([at(-1, 0), at(0, 0.6, { place })]).incidents;
    expect(again.incidentId).toBe(first.incidentId);
    expect(replayed([at(0, 0.6)]).incidents[0].incidentId).not.toBe(first.incidentId);
  });

  it('says what led, in the words of the first message', () => {
    const contributions = [{ feature: 'bar', contribution: 3, observed: 9, expected: 2, direction: 'above' as const }];
    const { incidents } = replayed([at(0, 0.6, { verdict: { contributions, explanation: 'bar is 9' } })]);
    expect(incidents).toMatchObject([{ sentence: 'bar is 9', feature: 'bar', direction: 'above' }]);
  });

  it('tells nobody of what is held by a rule, and counts it under the name of that rule', () => {
    const admit = () => ({ isAdmitted: false as const, rule: 'night', because: 'outside the hours' });
    const held = replayed([at(0, 0.9), at(1, 0.9)], { ...RULES, admit });
    expect(held).toMatchObject({ anomalous: 2, incidents: [], messages: [], heldBy: { night: 2 } });
    expect(held.decisions).toEqual({ held: 2 });
  });

  it('tells nobody of what the past says of a young source, unless people want to hear of that', () => {
    const young = {
      lane: 'stream' as const,
      stream: { surprise: 4, step: 0, observations: 120, learning: true as const },
    };
    const verdicts = [at(0, 0.9, { verdict: young })];
    expect(replayed(verdicts)).toMatchObject({ messages: [], decisions: { learning: 1 } });
    expect(replayed(verdicts, { ...RULES, tellWhileLearning: true }).incidents).toHaveLength(1);
    expect(replayed([at(0, 0.9, { verdict: { ...young, lane: 'row' } })]).incidents).toHaveLength(1);
  });

  it('tells nobody of a source that never comes again', () => {
    const told = replayed([at(0, 0.9, { isUnrepeated: true })]);
    expect(told).toMatchObject({ incidents: [], messages: [] });
  });

  it('knows which messages are about what is labelled, and which are not', () => {
    const { messages, incidents } = replayed([
      at(0, 0.1, { label: false }),
      at(1, 0.9, { label: true }),
      at(30, 0.9, { label: false }),
    ]);
    expect(messages.map(({ kind, label }) => [kind, label])).toEqual([
      ['opened', false],
      ['worsened', true],
      ['closed', undefined],
      ['opened', false],
      ['closed', undefined],
    ]);
    expect(incidents.map(({ isLabelled }) => isLabelled)).toEqual([true, false]);
  });

  it('counts observations of which only their number is known', () => {
    const replay = new IncidentReplay(RULES);
    replay.addUsual(500, START);
    replay.add(at(1440, 0));
    expect(replay.finish()).toMatchObject({ observations: 501, anomalous: 0, days: 1 });
  });
});

describe('a replay with the cap and storms', () => {
  const CAPPED = { ...RULES, messagesPerMinute: 10 };
  const contributions = [{ feature: 'bar', contribution: 3, observed: 9, expected: 2, direction: 'above' as const }];
  /** Seconds after the start. */
  const strange = (source: string, second: number, more: Partial<Verdict> = {}) => {
    const atMs = START + 1000 * second;
    return at(0, 0.6, { observation: { source, timestampMs: atMs, features: {} }, arrivalMs: atMs, verdict: more });
  };

  it('tells alike openings in one message, as the functions do, and so the end of all', () => {
    const verdicts = Array.from({ length: 8 }, (_, i) => strange(`pump-${i}`, i, { contributions }));
    const { messages, incidents } = replayed(verdicts, CAPPED);
    expect(messages.map(({ kind, source, together }) => [kind, source, together?.length])).toEqual([
      ['opened', 'pump-0', undefined],
      ['storm', 'weir:storm', 7],
      ['closed', 'pump-0', undefined],
      ['storm_over', 'weir:storm', 7],
    ]);
    expect(messages[1]).toMatchObject({ atMs: START + MINUTE });
    expect(incidents.map(({ source, messages: alone }) => [source, alone]).slice(0, 3)).toEqual([
      ['pump-0', 2],
      ['pump-1', 0],
      ['pump-2', 0],
    ]);
    expect(replayed(verdicts).messages).toHaveLength(16);
  });

  it('obeys the cap: what is more than people may get in a minute is told together', () => {
    const apart = (i: number) => [{ ...contributions[0]!, feature: `feature-${i}` }];
    const verdicts = Array.from({ length: 5 }, (_, i) => strange(`pump-${i}`, i, { contributions: apart(i) }));
    const { messages } = replayed(verdicts, { ...RULES, messagesPerMinute: 3 });
    expect(messages.slice(0, 4).map(({ kind, together }) => [kind, together?.length])).toEqual([
      ...Array(3).fill(['opened', undefined]),
      ['storm', 2],
    ]);
  });

  it('is the same where the sources come one after the other, as in a file that is sorted by them', () => {
    const verdicts = ['a', 'b', 'c'].flatMap((source) =>
      [0, 1, 2].map((i) => strange(source, 3600 * i + source.charCodeAt(0), { contributions })),
    );
    const inTime = verdicts.toSorted((a, b) => a.arrivalMs - b.arrivalMs);
    const told = (all: typeof verdicts) => replayed(all, CAPPED).messages.map(({ kind, source }) => [kind, source]);
    expect(told(verdicts)).toEqual(told(inTime));
    expect(told(verdicts)).toContainEqual(['storm', 'weir:storm']);
  });

  it('asks the rules at the time of each arrival', () => {
    const admit: ReplayRules['admit'] = (_, __, nowMs) =>
      nowMs < START + MINUTE ? { isAdmitted: false, rule: 'mute', because: 'works' } : { isAdmitted: true };
    expect(replayed([strange('pump', 0), strange('pump', 60)], { ...CAPPED, admit })).toMatchObject({
      heldBy: { mute: 1 },
      incidents: [{ openedAtMs: START + MINUTE }],
    });
  });
});

describe('of two replays', () => {
  it('appears and disappears what the other tells nothing of; what is told later or in other pieces is the same', () => {
    const verdicts = [at(0, 0.1), at(4, 0.6), at(30, 0.1), at(60, 0.6), at(64, 0.6, of('fan', 64))];
    const all = replayed(verdicts);
    const noWeak = replayed(verdicts.filter(({ verdict }) => verdict.grade > 0.5));
    expect(compareReplays(all, noWeak).appears).toEqual([]);
    expect(compareReplays(all, noWeak).disappears.map(({ openedAtMs }) => openedAtMs)).toEqual([START + 30 * MINUTE]);
    expect(compareReplays(noWeak, all).appears).toHaveLength(1);
    const inPieces = replayed(verdicts, { ...RULES, cooldownMs: MINUTE });
    expect(inPieces.incidents.length).toBeGreaterThan(all.incidents.length);
    expect(compareReplays(all, inPieces)).toEqual({ appears: [], disappears: [] });
  });

  it('what another source shows at the same time is another incident', () => {
    const pump = replayed([at(0, 0.6)]);
    const fan = replayed([at(0, 0.6, of('fan', 0))]);
    expect(compareReplays(pump, fan)).toMatchObject({ appears: [{ source: 'fan' }], disappears: [{ source: 'pump' }] });
  });
});
