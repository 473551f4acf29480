import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { synthesise } from '../cli/synthesise.ts';

const SETTINGS = ['logVerdicts=all', 'cooldownSeconds=10', 'endpointMaxConcurrency=50'];

/** Shorter than in the app, so that minutes show what takes hours there: the function's own time, and its patience with one call. */
const TIME_LIMIT_S = 20;
const SCORING_TIMEOUT_MS = 3000;

export const COOLDOWN_MS = 10_000;

/** Synthesises the app into `dir`, and shortens its consumer's times in the template. */
export async function compressedAssembly(dir: string, shards: number): Promise<void> {
  await synthesise(dir, [...SETTINGS, `shards=${shards}`]);
  for (const name of (await readdir(dir)).filter((file) => file.endsWith('.template.json'))) {
    const file = join(dir, name);
    const template = JSON.parse(await readFile(file, 'utf8')) as { Resources?: Record<string, Resource> };
    for (const { Properties } of Object.values(template.Resources ?? {})) {
      const variables = Properties?.Environment?.Variables;
      if (!variables || !('WEIR_SCORING_TIMEOUT_MS' in variables)) continue;
      variables.WEIR_SCORING_TIMEOUT_MS = String(SCORING_TIMEOUT_MS);
      Properties.Timeout = TIME_LIMIT_S;
    }
    await writeFile(file, JSON.stringify(template));
  }
}

interface Resource {
  readonly Properties?: { Timeout?: number; readonly Environment?: { readonly Variables?: Record<string, string> } };
}
