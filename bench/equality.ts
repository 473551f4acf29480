import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelFromSklearn } from '../scripts/import/model-from-sklearn.ts';
import { decodeSklearnForest } from '../scripts/import/sklearn-forest.ts';
import { findSklearnPython } from './sklearn/python.ts';

/**
 * Holds imported forests against scikit-learn itself, over as many rows as the argument says (a million), many of them on thresholds.
 *
 * Fails where a score differs by more than 1e-12, or a label does on a row that is farther than that from the offset.
 */
const TOLERANCE = 1e-12;
const rowCount = Number(process.argv[2] ?? 1_000_000);

const python = findSklearnPython();
if (python === undefined)
  throw new Error('no Python with scikit-learn is here; on Debian: apt-get install python3-sklearn');
const folder = await mkdtemp(join(tmpdir(), 'weir-equality-'));
const script = join(import.meta.dirname, 'sklearn', 'fit_and_score.py');
const kinds = execFileSync(python.command, [script, folder, String(rowCount)], { encoding: 'utf8' })
  .trim()
  .split('\n');

console.log(`scikit-learn ${python.version}`);
for (const kind of kinds) {
  const read = async (name: string) =>
    new Float64Array((await readFile(join(folder, `${kind}.${name}`))).buffer.slice(0));
  const { detector, threshold } = modelFromSklearn(
    decodeSklearnForest(await readFile(join(folder, `${kind}.json`), 'utf8')),
  );
  const [rows, theirs, labels] = await Promise.all([read('rows'), read('scores'), read('labels')]);
  const ours = detector.score(rows, theirs.length);

  let largest = 0;
  let onOffset = 0;
  let otherLabels = 0;
  for (let i = 0; i < ours.length; i++) {
    largest = Math.max(largest, Math.abs(ours[i] - theirs[i]));
    if (Math.abs(theirs[i] - threshold) <= TOLERANCE) onOffset++;
    else if (ours[i] > threshold !== (labels[i] === 1)) otherLabels++;
  }
  console.log(
    `${kind}: ${ours.length} rows, largest difference ${largest}, ${otherLabels} other labels, ${onOffset} rows within ${TOLERANCE} of the offset`,
  );
  if (!(largest <= TOLERANCE) || otherLabels > 0) process.exitCode = 1;
}
await rm(folder, { recursive: true });
