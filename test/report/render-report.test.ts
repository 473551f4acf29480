import { describe, expect, test } from 'vitest';
import { toPlainText } from '../../contracts/plain-text.ts';
import { collectRows } from '../../report/collect-rows.ts';
import { renderReport } from '../../report/render-report.ts';
import type { ReportData } from '../../report/report-data.ts';
import { sampleReport } from './sample-report.ts';

interface Embedded {
  readonly features: string[];
  readonly sources: string[];
  readonly columns: {
    readonly score: string;
    readonly values: string[];
    readonly usual?: { readonly low: string; readonly high: string }[];
  };
}

function embedded(page: string): Embedded {
  return JSON.parse(/<script type="application\/json" id="report-data">(.*)<\/script>/.exec(page)![1]) as Embedded;
}

/** Elements that a browser would make of the page, scripts and styles apart. */
function tagsOf(page: string): string[] {
  const markup = page.replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '<$1>');
  return [...markup.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, name]) => name!.toLowerCase());
}

describe('renderReport', () => {
  test('draws 100,000 rows in every chart from columns, in a page of a few megabytes', () => {
    const page = renderReport(sampleReport({ rows: 100_000, features: ['a', 'b', 'c', 'd', 'e'] }));
    const { columns } = embedded(page);
    expect(columns.values).toHaveLength(5);
    for (const column of [columns.score, ...columns.values]) {
      expect(Buffer.from(column, 'base64')).toHaveLength(4 * 100_000);
    }
    expect(page.match(/data-chart="feature"/g)).toHaveLength(5);
    expect(page.length).toBeLessThan(8e6);
  });

  test('has what was expected of each value behind it, where the past of sources is known', () => {
    const page = renderReport(sampleReport({ rows: 500, features: ['a', 'b'], hasPast: true }));
    const ends = embedded(page).columns.usual!.flatMap(({ low, high }) => [low, high]);
    expect(ends.map((column) => Buffer.from(column, 'base64').readFloatLE(4))).toEqual([-8, 12, 12, 32]);
    expect(page).toContain('what the past of its source expected');
    expect(renderReport(sampleReport({ rows: 5 }))).not.toContain('what the past of its source expected');
  });

  test('names the figures, the incidents with their reasons, the quality and the latency', () => {
    const page = renderReport(sampleReport({ rows: 2_000 }));
    for (const text of ['Score and features over time', 'Incidents', 'Right and wrong', 'From put to alert', 'Lost']) {
      expect(page).toContain(text);
    }
    expect(page).toMatch(/usually about \d+ when the others are as they are/);
    expect(page).toMatch(/<th scope="row">(temperature|pressure|flow)<\/th><td><svg class="bar"/);
  });

  test('says of every anomaly its grade, and of every reason on which side of what was expected it lies', () => {
    const page = renderReport(sampleReport({ rows: 2_000 }));
    const cards = page.split('<li class="card">').slice(1);
    for (const card of cards) {
      expect(card).toMatch(/ · grade [01]\.\d\d<\/p>/);
      expect(card).toMatch(/<td>[\d.-]+ <small>(above|below)<\/small><\/td><td>\d+<\/td>/);
    }
    expect(page).toMatch(/<td>missing <small class="assumed">\([\d.-]+ assumed, (above|below)\)<\/small><\/td>/);
  });

  test('says between which values is usual where the past of a source says so', () => {
    const sample = sampleReport({ rows: 500 });
    const usual = { low: 57.9138, high: 63.1207, at: 'hour' } as const;
    const contributions = [{ feature: 'flow', contribution: 3, observed: 71.2, expected: 60.5, usual }];
    const worst = { ...sample.incidents![0].worst, contributions };
    const page = renderReport({ ...sample, incidents: [{ ...sample.incidents![0], worst }] });
    expect(page).toContain('<td>71.2</td><td>58 to 63</td>');
  });

  test('says the severity of a row in a file, its grade, and how rare it is where that is known', () => {
    const sample = sampleReport({ rows: 500 });
    const { worst } = sample.incidents![0];
    const strangest = [0.9, 0.6, 0.3, 0.1].map((grade) => ({
      ...worst,
      grade,
      surprise: grade < 0.2 ? undefined : 4.1,
    }));
    const page = renderReport({ ...sample, incidents: undefined, strangest });
    const cards = page.matchAll(
      /<span class="severity (\w+)">\1<.*?grade ([\d.]+)<.*?<p class="facts more">(.*?)score /gs,
    );
    expect([...cards].map(([, ...parts]) => parts)).toEqual([
      ['critical', '0.90', 'one in 12,600, '],
      ['high', '0.60', 'one in 12,600, '],
      ['medium', '0.30', 'one in 12,600, '],
      ['low', '0.10', ''],
    ]);
  });

  test('counts events rather than rows where it knows them, and holds them as bars and in words', () => {
    const sample = sampleReport({ rows: 500 });
    const page = renderReport(sample);
    expect(page).toMatch(/<dt>Events found<\/dt><dd>3<small>of 5<\/small>/);
    expect(page).toMatch(/<dt>False alarms<\/dt><dd>2</);
    expect(page).not.toContain('<dt>Recall</dt>');
    const bars = JSON.parse(/"events":(\[.*?\])/.exec(page)![1]);
    expect(bars).toHaveLength(7);
    expect(bars[0]).toEqual({ source: 1, from: 1_793_495_700, to: expect.any(Number), outcome: 'found' });
    expect(page.match(/<p class="outcome (found|missed|false-alarm)">/g)).toHaveLength(7);
    expect(renderReport({ ...sample, events: [] })).toContain('<dt>Recall</dt>');
  });

  test('says what could not be judged, and why, among what happened, and of very many how many more', () => {
    const sample = sampleReport({ rows: 500 });
    const row = { source: 'pump-9', atMs: sample.events![1].fromMs - 1, reason: 'got only <missing> values' };
    const page = renderReport({ ...sample, quarantinedRows: [{ ...row, name: 'empty reading' }] });
    const outcomes = [...page.matchAll(/<p class="outcome ([a-z-]+)">/g)].map(([, outcome]) => outcome);
    expect(outcomes.slice(0, 3)).toEqual(['found', 'quarantined', 'missed']);
    expect(page).toMatch(/pump-9<\/span> <span>empty reading<\/span><\/h3>\n<p>got only &lt;missing&gt; values</);
    const many = renderReport({ ...sample, events: [], quarantinedRows: new Array(8).fill(row) });
    expect(many.match(/outcome quarantined/g)).toHaveLength(5);
    expect(many).toContain('3 more rows are in quarantine');
  });

  test('names the lanes that led, and none that did not', () => {
    const sample = sampleReport({ rows: 500 });
    expect(renderReport(sample)).toMatch(/the row leads.*the past of its source leads.*the step leads/s);
    const lane = new Uint8Array(sample.rows.count);
    const page = renderReport({ ...sample, rows: { ...sample.rows, lane } });
    expect(page).toContain('larger is a higher grade');
    expect(page).not.toMatch(/<li>.*(row|source|step) leads/);
  });

  test('draws no curve of precision over recall where nothing is labelled strange', () => {
    const sample = sampleReport({ rows: 500 });
    expect(renderReport(sample)).toContain('data-chart="precision-recall"');
    const quality = { ...sample.quality!, truePositives: 0, falseNegatives: 0, recall: Number.NaN };
    const page = renderReport({ ...sample, quality });
    expect(page).not.toContain('data-chart="precision-recall"');
    expect(page).toContain('<h3>Counts</h3>');
  });

  test('needs nothing from anywhere, and lets nothing in: one policy, hashes of its own script and style', () => {
    const page = renderReport(sampleReport({ rows: 500 }));
    expect(page).toMatch(/content="default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; base-uri/);
    const markup = page.replace(/<script>.*<\/script>/s, '');
    expect(markup).not.toMatch(/\b(src|href|action)=|url\(|@import|\sstyle=|\son\w+=/);
  });

  test('is the same page for the same data', () => {
    expect(renderReport(sampleReport({ rows: 500 }))).toBe(renderReport(sampleReport({ rows: 500 })));
  });

  test('keeps hostile names, sources, ids and sentences as text', () => {
    const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(1)>"\'<!--\u2028\u202e\ud800';
    const plain = sampleReport({ rows: 500 });
    const attacked = sampleReport({ rows: 500, features: [hostile, '__proto__', 'flow'], sources: [hostile, 'b'] });
    const worst = { ...attacked.incidents![0].worst, id: hostile, explanation: hostile };
    const page = renderReport({
      ...attacked,
      title: hostile,
      subject: hostile,
      modelVersion: hostile,
      incidents: attacked.incidents!.map((incident) => ({ ...incident, incidentId: hostile, worst })),
    });
    expect(tagsOf(page).filter((name) => name === 'script')).toHaveLength(2);
    expect(tagsOf(page)).not.toContain('img');
    expect(new Set(tagsOf(page))).toEqual(new Set(tagsOf(renderReport(plain))));
    expect(embedded(page).features[1]).toBe('__proto__');
    expect(embedded(page).sources[0]).toContain('</script>');
  });

  test.each(['\u2028</script>', '<!--<script>\u2029', ']]>\u0085-->', '\ufffe\udc00\u{e0041}'])(
    'hands its script the source %j as the page shows it, and every row',
    (source) => {
      const { sources, columns } = embedded(renderReport(sampleReport({ rows: 500, sources: [source, 'b'] })));
      expect(sources).toEqual([toPlainText(source), 'b']);
      expect(Buffer.from(columns.score, 'base64')).toHaveLength(4 * 500);
    },
  );

  test('holds the worst few hundred incidents and says so when there are more', () => {
    const page = renderReport(sampleReport({ rows: 40_000 }));
    expect(page.match(/<li class="card">/g)).toHaveLength(300);
    expect(page).toContain('This page describes the 300 worst');
    const grades = [...page.matchAll(/<span class="severity (\w+)">/g)].map(([, severity]) => severity);
    expect(grades[0]).toBe('critical');
  });

  test('says which rows it shows when there are too many for one page', () => {
    const names = Array.from({ length: 40 }, (_, f) => `f${f}`);
    const page = renderReport(sampleReport({ rows: 120_000, features: names }));
    expect(page).toMatch(/Shown: [\d,]+ rows of 120,000/);
    expect(page.length).toBeLessThan(30e6);
  });

  test('stands without rows, incidents, labels or times', () => {
    const nothing: ReportData = {
      title: 'nothing',
      subject: 'empty.csv',
      madeAtMs: 0,
      figures: { rows: 0, anomalies: 0 },
      rows: collectRows(['a']).rows(),
      incidents: [],
    };
    const page = renderReport(nothing);
    expect(page).toContain('nothing was above the threshold');
    expect(page.replace(/<script>.*<\/script>/s, '')).not.toMatch(/NaN|undefined|Infinity/);
  });
});
