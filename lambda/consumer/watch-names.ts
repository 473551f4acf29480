import type { UnknownNameLine } from '../../contracts/log-lines.ts';
import { type Entry, verdictOf } from './entry.ts';
import { nearestName } from './nearest-name.ts';

/** More names than any stream has: one that makes a name of each value must not fill the memory or the log. */
const MAX_NAMES = 200;

/**
 * Says of each name that the model does not know, once: in observations that lack a feature it may be that one under
 * another name. Outlives the batch.
 */
export class NamesWatch {
  readonly #said = new Set<string>();

  /** @returns what is new */
  see(entries: readonly Entry[]): UnknownNameLine[] {
    const lines = new Map<string, UnknownNameLine>();
    for (const entry of entries) {
      const { unknownNames = [], imputed = [] } = verdictOf(entry) ?? {};
      for (const name of unknownNames) {
        const line = lines.get(name);
        if (line) lines.set(name, { ...line, observations: line.observations + 1 });
        else if (this.#isNew(name)) lines.set(name, lineOf(name, imputed));
      }
    }
    return [...lines.values()];
  }

  #isNew(name: string): boolean {
    if (this.#said.has(name) || this.#said.size >= MAX_NAMES) return false;
    this.#said.add(name);
    return true;
  }
}

function lineOf(name: string, imputed: readonly string[]): UnknownNameLine {
  const nearest = nearestName(name, imputed);
  return { name, ...(nearest !== undefined && { nearest }), missing: imputed.slice(0, 10), observations: 1 };
}
