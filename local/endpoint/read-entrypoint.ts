import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** How an image starts, with its paths translated to the image's build folder on this machine. */
export interface Entrypoint {
  /** Arguments for Node: flags, then the program. */
  readonly nodeArguments: readonly string[];
  /** The image's own `ENV NAME=value`. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Reads just enough of a Dockerfile to start what it would start without Docker: the exec-form ENTRYPOINT of a Node
 * program that lies in the build folder, and plain ENV lines.
 */
export function readEntrypoint(imageDir: string): Entrypoint {
  const lines = readFileSync(join(imageDir, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ').split('\n');
  const entrypoint = lines.findLast((line) => /^ENTRYPOINT\s*\[/.test(line));
  if (!entrypoint) throw new Error(`the Dockerfile in ${imageDir} has no exec-form ENTRYPOINT, which SageMaker needs`);
  const [program, ...rest] = JSON.parse(entrypoint.replace(/^ENTRYPOINT\s*/, '')) as string[];
  if (basename(program ?? '') !== 'node')
    throw new Error(`the local cloud can start images of Node programs only, got ${entrypoint}`);
  const environment: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = /^ENV\s+(\w+)[= ]"?([^"\s]*)"?\s*$/.exec(line) ?? [];
    if (name !== undefined) environment[name] = value!;
  }
  const nodeArguments = rest.map((argument) => {
    const file = join(imageDir, basename(argument));
    return !argument.startsWith('-') && existsSync(file) ? file : argument;
  });
  return { nodeArguments, environment };
}
