import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ShadowFinding, ShadowLine } from '../../../contracts/shadow-line.ts';
import type { LabelledIncident } from '../../../operations/incidents/labelled-incidents.ts';
import { summariseShadow as summariseWith } from '../../../operations/models/shadow-report.ts';
import { shadowText } from '../../../operations/models/show-shadow.ts';

const summariseShadow = (lines: readonly ShadowLine[]) => summariseWith(lines, []);

function finding(identity: string, by: ShadowFinding['by'], more: Partial<ShadowFinding> = {}): ShadowFinding {
  const grades = { current: by === 'shadow' ? 0 : 0.5, shadow: by === 'current' ? 0 : 0.4 };
  return { identity, source: 'pump-1', observedAt: '2026-11-28T10:00:00.000Z', by, grades, ...more };
}

function line(found: readonly ShadowFinding[], more: Partial<ShadowLine> = {}): ShadowLine {
  return { current: 'aaaaaaaaaaaa', shadow: 'bbbbbbbbbbbb', observations: 500, found, ...more };
}

describe('the report on a shadow', () => {
  it('says in how many incidents that people confirmed, or called false alarms, each found something', () => {
    const at = (minute: number) => Date.parse(`2026-11-28T10:${minute}:00.000Z`);
    const found = (minute: number, by: ShadowFinding['by'], source = 'pump-1') =>
      finding(`s:${minute}:0`, by, { source, observedAt: new Date(at(minute)).toISOString() });
    const label = (is: LabelledIncident['is'], from: number, to: number, source = 'pump-1'): LabelledIncident => {
      return { incidentId: `${from}`, source, openedAtMs: at(from), lastAtMs: at(to), is };
    };
    const lines = [line([found(11, 'current'), found(15, 'both'), found(30, 'shadow'), found(41, 'current', 'fan')])];
    const report = summariseWith(lines, [
      label('true', 10, 12),
      label('true', 15, 15),
      // Of other times and sources, and of what says nothing of a detector, nobody found anything.
      label('true', 16, 29),
      label('true', 10, 12, 'fan'),
      label('planned', 30, 31),
      label('false-alarm', 40, 50, 'fan'),
    ])!;
    expect(report.confirmed).toEqual({ incidents: 2, current: 2, shadow: 1 });
    expect(report.falseAlarms).toEqual({ incidents: 1, current: 1, shadow: 0 });
    const text = shadowText(report, 100);
    expect(text).toContain('Of 2 incidents that people confirmed, aaaaaaaaaaaa found something in 2, the shadow bbbb');
    expect(text).toContain(
      'Of 1 incident that people called false alarms, aaaaaaaaaaaa found something in 1, the shadow',
    );
    expect(shadowText(summariseShadow(lines)!, 100)).not.toContain('incident');
  });

  it('says by day and source whom only one version found, and whom both', () => {
    const next = { source: 'pump-2', observedAt: '2026-11-29T00:00:00.000Z' };
    const report = summariseShadow([
      line([finding('s:1:0', 'current'), finding('s:2:0', 'both'), finding('s:3:0', 'shadow', next)]),
      line([finding('s:4:0', 'both')]),
    ]);
    expect(report).toMatchObject({
      observations: 1000,
      found: { current: 1, shadow: 1, both: 2 },
      days: [
        { day: '2026-11-28', source: 'pump-1', found: { current: 1, shadow: 0, both: 2 } },
        { day: '2026-11-29', source: 'pump-2', found: { current: 0, shadow: 1, both: 0 } },
      ],
    });
  });

  it('counts once whom a batch that came twice had', () => {
    const twice = line([finding('s:1:0', 'shadow')]);
    expect(summariseShadow([twice, twice])?.found).toEqual({ current: 0, shadow: 1, both: 0 });
  });

  it('is of the last two versions that were compared', () => {
    const before = line([finding('s:1:0', 'shadow')], { current: 'cccccccccccc' });
    expect(summariseShadow([before, line([])])).toMatchObject({ current: 'aaaaaaaaaaaa', observations: 500, days: [] });
  });

  it('has the strangest first of whom they do not agree on', () => {
    const strange = finding('s:2:0', 'shadow', { grades: { current: 0, shadow: 0.9 } });
    const report = summariseShadow([line([finding('s:1:0', 'current'), strange, finding('s:3:0', 'both')])]);
    expect(report?.disagreements.map(({ identity }) => identity)).toEqual(['s:2:0', 's:1:0']);
  });

  it('is none without a shadow', () => {
    expect(summariseShadow([])).toBeUndefined();
  });

  it('reads as sentences, a table, examples, and what to do', () => {
    const example = finding('s:3:0', 'shadow', {
      labels: { room: 'north' },
      explanation: 'pressure is 9.1; usually it is 4 to 5',
    });
    const failed = { observations: 2, reason: 'not_a_number: wanted a number' };
    const report = summariseShadow([line([example, finding('s:2:0', 'both')], { more: 7, failed })]);
    expect(stripVTControlCharacters(shadowText(report!, 100))).toBe(
      [
        'Of 500 observations that both judged, aaaaaaaaaaaa alone found 0, the shadow bbbbbbbbbbbb alone 1, both 1, and 7 more that were not logged one by one.',
        'bbbbbbbbbbbb could not judge 2 observations, the last because not_a_number: wanted a number.',
        '',
        '┌────────────┬────────┬──────────┬─────────────┬──────┐',
        '│ day        │ source │ only now │ only shadow │ both │',
        '├────────────┼────────┼──────────┼─────────────┼──────┤',
        '│ 2026-11-28 │ pump-1 │        0 │           1 │    1 │',
        '└────────────┴────────┴──────────┴─────────────┴──────┘',
        '',
        'The strangest on which they do not agree',
        '2026-11-28 10:00:00  pump-1 (room north)  only bbbbbbbbbbbb, grade 0.40',
        '  pressure is 9.1; usually it is 4 to 5',
        '',
        'To have it judge: npm run models -- promote bbbbbbbbbbbb. To stop it: npm run models -- shadow off.',
      ].join('\n'),
    );
  });
});
