import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { runCommand } from '../scripts/cli/run-command.ts';
import { type BenchLine, reached } from './bench-line.ts';
import type { TextTable } from './report-table.ts';
import { publishedTable } from './streams/published.ts';

const command = new Command('bench:docs')
  .description('Make docs/benchmarks.md of what the benches wrote with --json.')
  .requiredOption('--speed <file>', 'of `npm run bench`')
  .requiredOption('--accuracy <file>', 'of `npm run bench:accuracy`')
  .requiredOption('--explanations <file>', 'of `node bench/explanations.ts`')
  .requiredOption('--streams <file>', 'of `npm run bench:streams`')
  .requiredOption('--incidents <file>', 'of `npm run bench:incidents`')
  .action(writeDocs);

interface Files {
  readonly speed: string;
  readonly accuracy: string;
  readonly explanations: string;
  readonly streams: string;
  readonly incidents: string;
}

async function writeDocs(files: Files): Promise<void> {
  const read = async <T>(file: string): Promise<T> => JSON.parse(await readFile(file, 'utf8'));
  const [lines, accuracy, explanations, streams, incidents] = await Promise.all([
    read<BenchLine[]>(files.speed),
    read<TextTable>(files.accuracy),
    read<TextTable>(files.explanations),
    read<TextTable>(files.streams),
    read<TextTable>(files.incidents),
  ]);
  const page = PAGE.replace('<machine>', machine())
    .replace('<speed>', markdown(speedTable(lines)))
    .replace('<accuracy>', markdown(accuracy))
    .replace('<explanations>', markdown(explanations))
    .replace('<streams>', markdown(streams))
    .replace('<incidents>', markdown(incidents))
    .replace('<published>', markdown(publishedTable(nabScoresIn(streams))));
  await writeFile(join(import.meta.dirname, '..', 'docs', 'benchmarks.md'), page);
}

const PAGE = `# Benchmarks

Made by \`node bench/write-docs.ts\` from what the benches measured; do not edit by hand. Measured on <machine>.

## Speed, memory and size

\`npm run bench -- --json FILE\`: both sides in one run, interleaved, warmed up, medians of CPU time unless the work says
otherwise (p99 is wall time). Forests of 100 trees x 256 samples; data: a linear trend with noise, spikes in one value of a hundred.
Rivals are those of Debian 12; what is not installed is left out. For the CPU of a request wrk keeps the server busy, both on one
processor, so that nobody is charged for waiting or for waking another one up.

<speed>

The consumer that judges by the past of sources is held against the one of the last commit that knew nothing of them,
and shown beside itself without them.

"plain TypeScript" is the scorer that is always there; "kernel" is the WebAssembly module that takes its place where the forest
suits it (\`node bench/kernel-shapes.ts\` shows where that is). Both give the same bits.

## Accuracy

\`npm run bench:accuracy -- --data DIR\`: every detector with its defaults on nine public outlier sets. Rows 1, 3, 5, ... of a set
are trained on, the others scored, so that anybody can repeat it; means and deviations over 10 seeds of what draws. Baselines are
scikit-learn 1.2.1 and plain implementations in Python of the same methods, over 5 seeds. Reached means: for what draws no more than two
deviations of the baseline, or .01, below it; for the others the same to .001, Local Outlier Factor to .0001, which is
not held to its baseline where equal rows tie (annthyroid, breastw, shuttle, smtp): scikit-learn's own two searches differ there, and
which neighbours count is chance. "random numbers" and "one for all" are what scores without any knowledge
reach.

<accuracy>

On the same trees the scores are scikit-learn's to 1e-12, ties included: \`node bench/equality.ts\` fits six kinds of forest with the
installed scikit-learn, imports them, and compares over a million rows. So it does with three kinds of LocalOutlierFactor and three
of OneClassSVM, over a million rows each.

## Explanations

\`node bench/explanations.ts\`: trained on 10,000 rows x 5 features of one seed, judged on those of another. Counted are anomalies that were found
and have one spiked feature. "times the next" is the median of its contribution against the next largest; "times nearer" is how much
nearer the expected value is, on average, to the value before the spike than the training median.

<explanations>

Where features move together (linear) the others say well what one should have been. A random walk leaves the range that the model knows:
there both the score and the explanation say little, and retraining is the answer. In uniform data no feature says anything of another, and
the expected value is about the median.

## Streams

\`npm run bench:streams -- --data DIR\`: how well and at what cost sources are judged by their own past, one observation after the
other, with one setting for everything. Alarms are scored as the Numenta Anomaly Benchmark (NAB) does, by our own code, which makes
of the scores that Numenta published for its HTM what its leaderboard says ("scorer off by"). Rows of several features are ordered
by the sum of three lanes: their own rarity to a forest of what came before, their source's surprise, the last step; their measures
alone stand beside.

<streams>

What others published for NAB, standard profile / few false alarms / few misses (numenta/NAB: leaderboard and \`results/\`; ARTime by its
authors). They know the smallest and the largest value of a file and its length beforehand, and the threshold that is best for
all files; Weir sees one value after the other, with the threshold that it has everywhere. A score on 28 files is not one on 58.

<published>

Cost of others, measured with the library itself on another machine of 2.5 GHz, so that there is no ratio: random-cut-forest-by-aws
(Java, one thread, 5 dimensions, samples of 256; 30 / 50 / 100 trees) scores and updates 17,200 / 10,200 / 5,100 points a second, its
ThresholdedRandomCutForest processes 12,300 / 8,100 / 4,000: 58 to 250 us a point. Ours: "judge an observation of 5" in the first table.

## Incidents

\`npm run bench:incidents -- --data DIR\`: what people would have been told of labelled streams, with default settings and no rules but
the one about trifles. The first 30 % of the rows of a file train (of NAB's 15 %, which its scoring leaves out, too; of the demo nine of
its 14 days) and teach what is usual for their sources; the rest is judged and goes through the code that counts in the functions.
"flagged" are events in which an observation is anomalous, "told" those of which a message speaks while they last, "after" is the
median from their beginning to that message. About nothing is a message of an observation outside all events, and the end of an
incident that had none inside. NAB's windows are wider than what happened in them, and what was strange before them counts as
nothing. Of the payments most of the fraud has usual amounts, which no detector of amounts sees; 66 of the 75 that are flagged are
told, and with \`openingEvidence\` 1, 70, in 139 messages; the others join an incident of the same card that is open still.

<incidents>
`;

/** Ours by the three profiles of NAB, in their order. */
function nabScoresIn({ rows }: TextTable): string[] {
  const scores = rows.filter(([set, measure]) => set === 'nab' && !measure.includes('off by'));
  return scores.map(([, , ours]) => Number(ours).toFixed(1));
}

function machine(): string {
  const [{ model }] = cpus();
  return `${cpus().length} cores of ${model.trim()}, Node ${process.versions.node}`;
}

function speedTable(lines: readonly BenchLine[]): TextTable {
  return {
    head: ['work', 'against', 'ours', 'theirs', 'ratio', 'goal', ''],
    rows: lines.map((line) => [
      line.work,
      line.rival,
      line.ours,
      line.theirs,
      line.ratio.toPrecision(3),
      `${line.better === 'higher' ? 'at least' : 'at most'} ${line.goal}`,
      reached(line) ? 'reached' : '**missed**',
    ]),
  };
}

function markdown({ head, rows }: TextTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

await runCommand(command);
