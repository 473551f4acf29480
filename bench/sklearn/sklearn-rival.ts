import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLines } from '../../scripts/cli/read-lines.ts';

/** What the rival can fit, by its names in rival.py. */
export type SklearnModel =
  | 'isolation-forest'
  | 'local-outlier-factor'
  | 'one-class-svm, nu .1'
  | 'one-class-svm, nu .5';

/** scikit-learn in a process of its own, told what to do and asked what it took. */
export interface SklearnRival {
  /** @param rows row-major */
  load(rows: Float64Array, features: number): Promise<void>;
  /** @param model a forest where none is named @returns CPU seconds, as below */
  fit(seed: number, model?: SklearnModel): Promise<number>;
  score(): Promise<number>;
  /** Saves the fitted model with joblib. @returns bytes */
  save(file: string): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Starts a Python process that fits and scores with scikit-learn on request, and says the CPU seconds that it took.
 *
 * @param python the interpreter, one that can import scikit-learn
 * @throws where the process has ended when it is asked
 */
export async function startSklearn(python: string): Promise<SklearnRival> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-sklearn-'));
  const child = spawn(python, [join(import.meta.dirname, 'rival.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = readLines(child.stdout);
  const ask = async (request: object): Promise<{ cpuSeconds: number; bytes?: number }> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error('the Python with scikit-learn has ended');
    return JSON.parse(value);
  };
  return {
    async load(rows, features) {
      const file = join(folder, 'rows.bin');
      await writeFile(file, rows);
      await ask({ do: 'load', file, features });
    },
    fit: async (seed, model = 'isolation-forest') => (await ask({ do: 'fit', seed, model })).cpuSeconds,
    score: async () => (await ask({ do: 'score' })).cpuSeconds,
    save: async (file) => (await ask({ do: 'save', file })).bytes ?? Number.NaN,
    async stop() {
      child.stdin.end();
      await rm(folder, { recursive: true });
    },
  };
}
