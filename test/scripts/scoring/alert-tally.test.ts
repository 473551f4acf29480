import { describe, expect, test } from 'vitest';
import { DEFAULT_SEVERITY_BANDS, type Verdict } from '../../../contracts/verdict.ts';
import { AlertTally, alertJson, alertLines } from '../../../scripts/scoring/alert-tally.ts';
import { budgetSentence } from '../../../scripts/scoring/budget-kept.ts';
import { EventTally } from '../../../scripts/scoring/event-tally.ts';

const MINUTE = 60_000;
/** Of an installation that was told nothing. */
const RULES = { cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS };
const START = Date.UTC(2026, 10, 27);
const verdict = (grade: number): Verdict => ({
  score: 0.6,
  threshold: 0.5,
  anomalous: grade > 0,
  grade,
  modelVersion: 'm',
});
/** Rows a minute apart by their grades, 0 for usual ones. */
function tallied(grades: readonly number[], labels: readonly (boolean | undefined)[] = [], sources: string[] = []) {
  const tally = new AlertTally('file', RULES);
  for (const [index, grade] of grades.entries()) {
    const row = { index, source: sources[index], timestampMs: START + index * MINUTE, label: labels[index] };
    tally.add(row, verdict(grade));
  }
  return tally.finish();
}
const training = {
  seed: 0,
  parameters: {},
  thresholdRule: 'x',
  rows: 10_000,
  anomalousShare: 0.001,
  askedShare: 0.001,
};

describe('incidents of a file', () => {
  test('take in what follows within five minutes, speak again when it is worse, and are over at the end', () => {
    const { preview } = tallied([0, 0.1, 0, 0.15, 0.9, 0, 0, 0, 0, 0, 0, 0.1, 0]);
    // opened, worsened, closed; opened, closed
    expect(preview).toMatchObject({ incidents: 2, alerts: 5 });
    expect(preview?.days).toBeCloseTo(12 / 1440, 12);
  });

  test('are of one source each, and of the file where rows name none', () => {
    expect(tallied([0.1, 0.1, 0.1], [], ['a', 'b', 'a']).preview).toMatchObject({ incidents: 2, alerts: 4 });
    expect(tallied([0.1, 0.1]).preview).toMatchObject({ incidents: 1, alerts: 2 });
  });

  test('come in severities, by the grades of their rows', () => {
    const { severities } = tallied([0, 0.1, 0.3, 0.6, 0.6, 0.8]);
    expect(severities).toEqual({ low: 1, medium: 1, high: 2, critical: 1 });
  });

  test('are told apart by whether a labelled row is in them', () => {
    const grades = [0.1, 0, 0, 0, 0, 0, 0, 0.1, 0.1];
    const labels = [false, false, false, false, false, false, false, false, true];
    expect(tallied(grades, labels).preview).toMatchObject({ incidents: 2, withoutLabel: 1 });
  });

  test('are unknown where a row has no time', () => {
    const tally = new AlertTally('file', RULES);
    tally.add({ index: 0, timestampMs: START }, verdict(0.5));
    tally.add({ index: 1 }, verdict(0));
    expect(tally.finish()).not.toHaveProperty('preview');
    expect(alertLines(tally.finish(), training).at(-1)).toBe('how many incidents is unknown, as the rows have no time');
  });
});

describe('events', () => {
  test('are labelled rows that follow one another in a source, found by one row, at its number and time', () => {
    const tally = new EventTally();
    // source, label, anomalous
    const rows: [string, boolean | undefined, boolean][] = [
      ['a', true, false],
      ['b', true, false],
      ['a', undefined, true],
      ['a', true, true],
      ['a', true, true],
      ['b', false, true],
      ['b', true, true],
    ];
    for (const [i, [source, label, anomalous]] of rows.entries()) tally.add(source, label, anomalous, i * MINUTE);
    expect(tally.finish()).toEqual({ events: 3, found: 2, medianRow: 1, medianMs: 0 });
  });

  test('are said with how many were found, and how soon', () => {
    const labels = [false, true, true, true, false, true, true];
    const lines = alertLines(tallied([0, 0, 0, 0.5, 0, 0, 0], labels), training);
    expect(lines).toEqual([
      'asked for 0.1 %, got 14.3 %, and 0 % of the usual rows',
      'severities: 0 low, 0 medium, 1 high, 0 critical',
      '1 incident (0 without any labelled anomaly), 2 alerts, 480 a day',
      '1 of 2 events found, half of them by row 3, after 2 min (an event is labelled rows that follow one another)',
    ]);
    expect(alertJson(tallied([0, 0, 0, 0.5, 0, 0, 0], labels), training)).toEqual({
      askedShare: 0.001,
      gotShare: 1 / 7,
      severities: { low: 0, medium: 0, high: 1, critical: 0 },
      incidents: 1,
      alerts: 2,
      alertsPerDay: expect.closeTo(480, 6),
      events: 2,
      eventsFound: 1,
      medianRowOfDetection: 3,
    });
  });
});

describe('the budget', () => {
  test('is said beside what came, with what to do where the data have moved', () => {
    expect(budgetSentence(training, { rows: 2000, anomalous: 210 })).toBe(
      'asked for 0.1 %, got 10.5 %: the data have moved; train again on rows of now (README.md, Retraining), or move the threshold (npm run threshold)',
    );
    expect(budgetSentence(training, { rows: 2000, anomalous: 3 })).toBe('asked for 0.1 %, got 0.15 %');
    expect(budgetSentence({ ...training, askedShare: 0.05, anomalousShare: 0.05 }, { rows: 2000, anomalous: 30 })).toBe(
      'asked for 5 %, got 1.5 %: less than at training; a lower threshold would notice more',
    );
  });

  test('is held against the usual rows where labels say which they are', () => {
    const got = { rows: 2000, anomalous: 210 };
    expect(budgetSentence(training, got, { rows: 1800, anomalous: 12 })).toMatch(/^asked .* usual rows: the data have/);
    expect(budgetSentence(training, got, { rows: 1800, anomalous: 3 })).toBe(
      'asked for 0.1 %, got 10.5 %, and 0.167 % of the usual rows',
    );
  });

  test('has rows like those that were trimmed beside it, and only more than both say that the data have moved', () => {
    const trimmed = { ...training, rows: 9500, trimmedRows: 500 };
    expect(budgetSentence(trimmed, { rows: 2000, anomalous: 102 })).toBe(
      'asked for 0.1 % beside the 5 % left out of training, got 5.1 %',
    );
    expect(budgetSentence(trimmed, { rows: 2000, anomalous: 210 })).toMatch(/got 10.5 %: the data have moved/);
    const usual = { rows: 1800, anomalous: 30 };
    expect(budgetSentence(trimmed, { rows: 2000, anomalous: 102 }, usual)).toMatch(/usual rows: the data have moved/);
    // placed anew, by rows of which none was left out
    const moved = { ...trimmed, thresholdRows: 4000 };
    expect(budgetSentence(moved, { rows: 2000, anomalous: 102 })).toMatch(/^asked for 0.1 %, got 5.1 %: the data have/);
  });

  test('is said of a model that was imported without its rows', () => {
    const { rows: _rows, anomalousShare: _share, ...imported } = { ...training, askedShare: 0.05 };
    expect(budgetSentence(imported, { rows: 2000, anomalous: 102 })).toBe('asked for 5 %, got 5.1 %');
    expect(budgetSentence(imported, { rows: 2000, anomalous: 300 })).toMatch(/^asked for 5 %, got 15 %: the data have/);
  });

  test('is not said where the model does not know', () => {
    const { anomalousShare: _, askedShare: _none, ...unknown } = training;
    expect(budgetSentence(unknown, { rows: 10, anomalous: 1 })).toBe('');
    const { askedShare: _asked, ...auto } = training;
    expect(budgetSentence(auto, { rows: 1000, anomalous: 1 })).toBe(
      'training had 0.1 % above the threshold, got 0.1 %',
    );
  });
});
