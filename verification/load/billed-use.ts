import type { Authorisation } from '../../local/iam/authoriser.ts';

/** Counts what keeping the state of sources calls, which is what it costs beside memory. */
export class StateCalls {
  readonly #counts = new Map<string, number>();

  /** @param parts names of its table and its bucket: the calls that name them are counted */
  count({ permission, allowed }: Authorisation, parts: readonly string[]): void {
    const { action, resource } = permission;
    if (!allowed || !parts.some((part) => resource.includes(part))) return;
    this.#counts.set(action, (this.#counts.get(action) ?? 0) + 1);
  }

  /** Begins anew. */
  forget(): void {
    this.#counts.clear();
  }

  /** By action. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort());
  }
}
