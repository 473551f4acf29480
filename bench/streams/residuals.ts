import { scoreFeatures } from '../../model/score-features.ts';
import { trainModel } from '../../model/train-model.ts';
import { lanesAt } from '../../model/with-lanes.ts';
import { qualityOf } from '../../scripts/scoring/quality.ts';
import { lanesOf } from '../../streams/lanes.ts';
import { Sources } from '../../streams/sources.ts';
import { sourcesSettings } from '../../streams/sources-settings.ts';
import type { Figure } from './figure.ts';
import { allTasks, type RowsTask } from './rows.ts';
import type { Series } from './series.ts';

const MINUTE_MS = 60_000;
/** Without a clock rows have no time, but they arrive. */
const START_MS = Date.UTC(2026, 0, 1);

type Order = Readonly<Record<'rocAuc' | 'averagePrecision', number>>;
/** The rows alone, and with the residual of each feature beside it. */
type Both = Readonly<Record<'raw' | 'raw+residual', Order>>;

/** Each kind of rows: how the default detector, the lanes of the past added, orders them with residuals and without. */
export async function residualFigures(streams: string): Promise<Figure[]> {
  const kinds = new Map<string, Both>();
  for (const [kind, tasks] of await allTasks(streams)) kinds.set(kind, meanOf(tasks.map(measure)));
  kinds.set('mean', meanOf([...kinds.values()]));
  return [...kinds].flatMap(([kind, both]) => [
    figureOf(kind, 'ROC AUC', 'rocAuc', both),
    figureOf(kind, 'average precision', 'averagePrecision', both),
  ]);
}

/** The mean has to be better for residuals. */
function figureOf(kind: string, measure: string, key: keyof Order, both: Both): Figure {
  const raw = both.raw[key];
  return {
    set: kind,
    measure: `${measure}, raw+residual`,
    ours: both['raw+residual'][key],
    ...(kind === 'mean' && { goal: Number(raw.toFixed(3)) }),
    note: `raw ${raw.toFixed(3)}`,
  };
}

function measure(task: RowsTask): Both {
  const known = judged(task);
  const { features: width, values } = task.series;
  const names = Array.from({ length: width }, (_, i) => `f${i}`);
  return {
    raw: orderOf(task, known, names, values),
    'raw+residual': orderOf(
      task,
      known,
      [...names, ...names.map((name) => `residual_${name}`)],
      beside(values, known.residuals, width),
    ),
  };
}

type Judged = ReturnType<typeof judged>;

/** Judges the rows one after the other as the stream does. */
function judged({ series, from, isOther }: RowsTask) {
  const { timesMs, features: width, values } = series;
  const sources = new Sources(sourcesSettings({ derive: ['residuals'] }));
  const rows = timesMs.length;
  const residuals = new Float64Array(values.length).fill(Number.NaN);
  const lanes = { stream: new Float64Array(rows).fill(Number.NaN), step: new Float64Array(rows).fill(Number.NaN) };
  for (let row = 0; row < rows; row++) {
    const features = Object.fromEntries(
      Array.from(values.subarray(row * width, (row + 1) * width), (value, i) => [`f${i}`, orNull(value)]),
    );
    const past = sources.judgeAndLearn({
      source: isOther && row >= from ? 'other' : 'one',
      timestampMs: timesMs[row],
      arrivalMs: Number.isNaN(timesMs[row]) ? START_MS + row * MINUTE_MS : timesMs[row],
      features,
      labels: undefined,
    });
    const said = past && lanesOf(past);
    if (said) [lanes.stream[row], lanes.step[row]] = [said.stream, said.step];
    for (let i = 0; i < width; i++) {
      residuals[row * width + i] = past?.derived?.[`residual_f${i}`] ?? Number.NaN;
    }
  }
  return { residuals, lanes };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function beside(values: Float64Array, residuals: Float64Array, width: number): Float64Array {
  const wide = new Float64Array(2 * values.length);
  for (let row = 0; row < values.length / width; row++) {
    wide.set(values.subarray(row * width, (row + 1) * width), 2 * row * width);
    wide.set(residuals.subarray(row * width, (row + 1) * width), (2 * row + 1) * width);
  }
  return wide;
}

/** Of a model that `train` makes of the rows before, with 1 % contamination. */
function orderOf(
  { series, from }: Pick<RowsTask, 'from'> & { readonly series: Series },
  { lanes }: Judged,
  features: string[],
  values: Float64Array,
): Order {
  const width = features.length;
  const labels = series.labels.subarray(from);
  const ranks = new Float64Array(labels.length);
  const fitted = series.values.subarray(0, from * series.features);
  // No model is made of rows in which nothing varies: then the lanes alone have something to say.
  if (fitted.subarray(series.features).every((value, i) => value === fitted[i])) {
    for (let i = 0; i < ranks.length; i++) ranks[i] = (lanes.stream[from + i] || 0) + (lanes.step[from + i] || 0);
    return qualityOf(ranks, labels);
  }
  const ofFitted = { stream: lanes.stream.slice(0, from), step: lanes.step.slice(0, from) };
  const model = trainModel(
    { features, rows: values.slice(0, from * width), lanes: ofFitted },
    { threshold: { kind: 'contamination', share: 0.01 } },
  );
  const rows = Array.from(ranks, (_, i) => values.subarray((from + i) * width, (from + i + 1) * width));
  const said = rows.map((_, i) => lanesAt(lanes, from + i));
  const scored = scoreFeatures(model, rows, { explain: false, lanes: said });
  for (const [i, each] of scored.entries()) ranks[i] = each.ok ? (each.value.surprise ?? each.value.score) : 0;
  return qualityOf(ranks, labels);
}

function meanOf(all: readonly Both[]): Both {
  const mean = (kind: keyof Both, key: keyof Order) => all.reduce((sum, each) => sum + each[kind][key], 0) / all.length;
  const of = (kind: keyof Both): Order => ({
    rocAuc: mean(kind, 'rocAuc'),
    averagePrecision: mean(kind, 'averagePrecision'),
  });
  return { raw: of('raw'), 'raw+residual': of('raw+residual') };
}
