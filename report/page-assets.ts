import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

let built: PageAssets | undefined;

/** The page's own script and style with the chart library inside, bundled once per process. */
export function pageAssets(): PageAssets {
  built ??= build();
  return built;
}

function build(): PageAssets {
  const { outputFiles } = buildSync({
    entryPoints: ['main.ts', 'report.css'],
    absWorkingDir: fileURLToPath(new URL('page', import.meta.url)),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'inline',
    outdir: 'out',
    write: false,
  });
  const textOf = (extension: string) => outputFiles.find(({ path }) => path.endsWith(extension))!.text;
  return { script: textOf('.js'), style: textOf('.css') };
}
