import { spawnSync } from 'node:child_process';

/** A Python that has scikit-learn: the first of `python3` and Debian's own; undefined where neither has. */
export function findSklearnPython(): { command: string; version: string } | undefined {
  for (const command of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(command, ['-c', 'import sklearn; print(sklearn.__version__)'], {
      encoding: 'utf8',
    });
    if (status === 0) return { command, version: stdout.trim() };
  }
  return undefined;
}
