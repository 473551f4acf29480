import { spawnSync } from 'node:child_process';

/**
 * A Python that has scikit-learn: Debian's own, whose version the goals are for, or else `python3`; undefined where
 * neither has.
 */
export function findSklearnPython(): { command: string; version: string } | undefined {
  for (const command of ['/usr/bin/python3', 'python3']) {
    const { status, stdout } = spawnSync(command, ['-c', 'import sklearn; print(sklearn.__version__)'], {
      encoding: 'utf8',
    });
    if (status === 0) return { command, version: stdout.trim() };
  }
  return undefined;
}
