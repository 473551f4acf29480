import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * One buildah command.
 * @returns what it printed, without the last line end
 * @throws {Error} with what it complained of, or that it is not installed
 */
export async function buildah(...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run('buildah', args, { maxBuffer: 16 * 1024 * 1024 });
    return stdout.trimEnd();
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    if (code === 'ENOENT') throw new Error('buildah is not installed, which builds and runs images without a daemon');
    throw new Error(`buildah ${args[0]} failed: ${stderr?.trim()}`, { cause: error });
  }
}

/** @returns how the image starts and how large it is, in steps of about a megabyte */
export async function inspectImage(image: string): Promise<{ entrypoint: readonly string[]; bytes: number }> {
  const { OCIv1 } = JSON.parse(await buildah('inspect', '--type', 'image', image));
  const [listed] = JSON.parse(await buildah('images', '--json', image));
  return {
    entrypoint: OCIv1.config?.Entrypoint ?? [],
    bytes: sizeInBytes(listed.size),
  };
}

const UNITS = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 } as const;

/** buildah only tells sizes as people read them: `132 MB`. */
function sizeInBytes(text: string): number {
  const [, amount, unit] = /^([\d.]+) ?(B|KB|MB|GB)$/i.exec(text) ?? [];
  if (amount === undefined)
    throw new Error(`got the size ${JSON.stringify(text)} from buildah, wanted one like 132 MB`);
  return Number(amount) * UNITS[unit.toUpperCase() as keyof typeof UNITS];
}
