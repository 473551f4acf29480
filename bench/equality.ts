import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { modelFromSklearn } from '../model/import/model-from-sklearn.ts';
import { decodeSklearnExport } from '../model/import/sklearn-export.ts';
import { positiveInteger } from '../scripts/cli/parse-option.ts';
import { runCommand } from '../scripts/cli/run-command.ts';
import { findSklearnPython } from './sklearn/python.ts';

/** Of a score of 1; larger ones may differ by as large a share. */
const TOLERANCE = 1e-12;

const command = new Command('node bench/equality.ts')
  .description(
    `Hold imported models against scikit-learn itself: forests, local outlier factors and one-class machines. Fails where a score differs by more than ${TOLERANCE}, of a score above 1 by more than that share of it, or a label does on a row that is farther than that from the offset.`,
  )
  .addArgument(
    new Argument('[rows]', 'rows to compare with each of the three, of forests many on thresholds')
      .argParser(positiveInteger)
      .default(1_000_000),
  )
  .action(compareAll);

async function compareAll(rowCount: number): Promise<void> {
  const python = findSklearnPython();
  if (python === undefined)
    throw new Error('no Python with scikit-learn is here; on Debian: apt-get install python3-sklearn');
  const folder = await mkdtemp(join(tmpdir(), 'weir-equality-'));
  try {
    const script = join(import.meta.dirname, 'sklearn', 'fit_and_score.py');
    const kinds = execFileSync(python.command, [script, folder, String(rowCount)], { encoding: 'utf8' });
    console.log(`scikit-learn ${python.version}`);
    for (const kind of kinds.trim().split('\n')) if (!(await isEqual(folder, kind))) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Compares one model, and says what came of it. */
async function isEqual(folder: string, kind: string): Promise<boolean> {
  const read = async (name: string) =>
    new Float64Array((await readFile(join(folder, `${kind}.${name}`))).buffer.slice(0));
  const { detector, threshold } = modelFromSklearn(
    decodeSklearnExport(await readFile(join(folder, `${kind}.json`), 'utf8')),
  );
  const [rows, theirs, labels] = await Promise.all([read('rows'), read('scores'), read('labels')]);
  const ours = detector.score(rows, theirs.length);

  let largest = 0;
  let onOffset = 0;
  let otherLabels = 0;
  for (let i = 0; i < ours.length; i++) {
    largest = Math.max(largest, Math.abs(ours[i] - theirs[i]) / Math.max(1, Math.abs(theirs[i])));
    if (Math.abs(theirs[i] - threshold) <= TOLERANCE) onOffset++;
    else if (ours[i] > threshold !== (labels[i] === 1)) otherLabels++;
  }
  console.log(
    `${kind}: ${ours.length} rows, largest difference ${largest}, ${otherLabels} other labels, ${onOffset} rows within ${TOLERANCE} of the offset`,
  );
  return largest <= TOLERANCE && otherLabels === 0;
}

await runCommand(command);
