import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';

/** What esbuild says of the files that it made, by their paths from the folder. */
type Made = Readonly<Record<string, Pick<Metafile['outputs'][string], 'imports'>>>;

/** As esbuild writes what one file imports of another: `import{a as b,c}from"./chunks/chunk-X.mjs";` */
const IMPORT = /\bimport(?:\{([^}]*)\}from)?"(\.[^"]+)";/g;

/** Where what was joined is. */
const STARTUP = 'chunks/startup.mjs';

/**
 * Joins all files that a program imports before it runs into one: esbuild makes a file for each set of later files that
 * share code, and each takes part of a millisecond. It stands beside the program, because that may still wait for a
 * later file which shares code with it.
 *
 * @param folder has the program, and all other files in `chunks`
 * @param options as they were made
 */
export function joinStartup(folder: string, program: string, made: Made, options: BuildOptions): void {
  const joined = readAtOnce(program, made);
  joined.delete(program);
  if (joined.size === 0) return;
  /** `FILE NAME`: what was joined exports the first as shared0. */
  const shared: string[] = [];
  for (const file of Object.keys(made)) if (!joined.has(file)) rewrite(folder, file, joined, shared);
  const exported = shared.map((one, index) => {
    const [file, name] = one.split(' ');
    return `export { ${name} as shared${index} } from './${file}';`;
  });
  const { outputFiles } = buildSync({
    ...options,
    absWorkingDir: folder,
    stdin: {
      contents: [...[...joined].map((file) => `import './${file}';`), ...exported].join('\n'),
      resolveDir: folder,
    },
    outfile: STARTUP,
    write: false,
    external: Object.keys(made).flatMap((file) => (joined.has(file) ? [] : `./${file}`)),
  });
  for (const file of joined) rmSync(path.join(folder, file));
  writeFileSync(path.join(folder, STARTUP), outputFiles[0].text);
}

/** What a file imports before it runs, in the order in which it does, itself the first. */
function readAtOnce(file: string, made: Made, read = new Set<string>()): Set<string> {
  read.add(file);
  for (const { path: imported, kind, external } of made[file].imports) {
    if (kind === 'import-statement' && !external && !read.has(imported)) readAtOnce(imported, made, read);
  }
  return read;
}

/** Lets a file import of what was joined what it imported of its parts, and adds that to what is shared. */
function rewrite(folder: string, file: string, joined: ReadonlySet<string>, shared: string[]): void {
  const here = path.posix.dirname(file);
  const startup = here === '.' ? `./${STARTUP}` : `./${path.posix.relative(here, STARTUP)}`;
  const target = path.join(folder, file);
  const text = readFileSync(target, 'utf8').replaceAll(IMPORT, (statement, list: string | undefined, from: string) => {
    const part = path.posix.join(here, from);
    if (!joined.has(part)) return statement;
    if (list === undefined) return `import"${startup}";`;
    const names = list.split(',').map((one) => {
      const [there, alias = there] = one.split(' as ');
      const key = `${part} ${there}`;
      if (!shared.includes(key)) shared.push(key);
      return `shared${shared.indexOf(key)} as ${alias}`;
    });
    return `import{${names}}from"${startup}";`;
  });
  writeFileSync(target, text);
}
