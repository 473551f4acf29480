import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';

/** What esbuild says of the files that it made, by their paths from the folder. */
type Made = Readonly<Record<string, Pick<Metafile['outputs'][string], 'imports' | 'exports'>>>;

/**
 * Joins all that a program reads before it runs into its own file: esbuild makes a file for each set of later files
 * that share code, and each takes part of a millisecond.
 *
 * Later files find that code where they look for it: what was joined hands on what the program exports.
 *
 * @param folder has the files
 * @param options as they were made
 */
export function joinStartup(folder: string, program: string, made: Made, options: BuildOptions): void {
  const joined = [...readAtOnce(program, made)].filter((file) => file !== program);
  let count = 0;
  const shared = joined.map((file) => ({ file, names: made[file].exports.map((name) => [name, `shared${count++}`]) }));
  const lines = shared.map(({ file, names }) => {
    return `export {${names.map(([name, alias]) => `${name} as ${alias}`)}} from './${file}';`;
  });
  const { outputFiles } = buildSync({
    ...options,
    absWorkingDir: folder,
    stdin: { contents: `export * from './${program}';${lines.join('')}`, resolveDir: folder },
    outfile: program,
    write: false,
    external: Object.keys(made).flatMap((file) => (file === program || joined.includes(file) ? [] : `./${file}`)),
  });
  writeFileSync(path.join(folder, program), outputFiles[0].text);
  for (const { file, names } of shared) {
    const list = names.map(([name, alias]) => `${alias} as ${name}`);
    writeFileSync(path.join(folder, file), `export{${list}}from"../${program}";\n`);
  }
}

/** What a file imports before it runs, itself the first. */
function readAtOnce(file: string, made: Made, read = new Set<string>()): Set<string> {
  read.add(file);
  for (const { path: imported, kind, external } of made[file].imports) {
    if (kind === 'import-statement' && !external && !read.has(imported)) readAtOnce(imported, made, read);
  }
  return read;
}
