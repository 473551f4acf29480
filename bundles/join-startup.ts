import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';

/** What esbuild says of the files that it made, by their paths from the folder. */
type Made = Readonly<Record<string, Pick<Metafile['outputs'][string], 'imports'>>>;

/** As esbuild writes what a file in `chunks` imports of another: `import{a as b,c}from"./chunk-X.mjs";` */
const IMPORT = /\bimport(?:\{([^}]*)\}from)?"\.\/([^"]+)";/g;

/**
 * Joins all that a program reads before it runs into its own file, of which later files then import what they share:
 * esbuild makes a file for each set of later files that share code, and each takes part of a millisecond.
 *
 * @param folder has the program, and all other files in `chunks`
 * @param options as they were made
 */
export function joinStartup(folder: string, program: string, made: Made, options: BuildOptions): void {
  const joined = readAtOnce(program, made);
  const later = Object.keys(made).filter((file) => !joined.has(file));
  /** `FILE NAME`: the program exports the first as shared0. */
  const shared: string[] = [];
  for (const file of later) rewrite(path.join(folder, file), program, joined, shared);
  const exported = shared.map((one, index) => {
    const [file, name] = one.split(' ');
    return `export { ${name} as shared${index} } from './${file}';`;
  });
  const { outputFiles } = buildSync({
    ...options,
    absWorkingDir: folder,
    stdin: { contents: [`export * from './${program}';`, ...exported].join('\n'), resolveDir: folder },
    outfile: program,
    write: false,
    external: later.map((file) => `./${file}`),
  });
  for (const file of joined) rmSync(path.join(folder, file));
  writeFileSync(path.join(folder, program), outputFiles[0].text);
}

/** What a file imports before it runs, itself the first. */
function readAtOnce(file: string, made: Made, read = new Set<string>()): Set<string> {
  read.add(file);
  for (const { path: imported, kind, external } of made[file].imports) {
    if (kind === 'import-statement' && !external && !read.has(imported)) readAtOnce(imported, made, read);
  }
  return read;
}

/** Lets a later file import of the program what was in files that are joined, and adds that to what is shared. */
function rewrite(file: string, program: string, joined: ReadonlySet<string>, shared: string[]): void {
  const text = readFileSync(file, 'utf8').replaceAll(IMPORT, (statement, list: string | undefined, name: string) => {
    const from = `chunks/${name}`;
    if (!joined.has(from)) return statement;
    // The program has run before.
    if (list === undefined) return '';
    const names = list.split(',').map((one) => {
      const [there, here = there] = one.split(' as ');
      const key = `${from} ${there}`;
      if (!shared.includes(key)) shared.push(key);
      return `shared${shared.indexOf(key)} as ${here}`;
    });
    return `import{${names}}from"../${program}";`;
  });
  writeFileSync(file, text);
}
