import type { Authorisation } from '../../local/iam/authoriser.ts';
import type { LogLine } from '../../local/local-cloud.ts';

/** What AWS would bill for: what functions called, and what they logged. */
export interface Billed {
  /** By who, action and part: `Consumer dynamodb:UpdateItem IncidentTable`. */
  readonly calls: Readonly<Record<string, number>>;
  /** Lines and bytes that each function wrote; those of the platform are not among them. */
  readonly logged: Readonly<Record<string, { readonly lines: number; readonly bytes: number }>>;
  /** Names of the metrics in these lines. */
  readonly metrics: readonly string[];
}

/** Counts what an installation on this machine does that AWS would bill for: the arithmetic of `costs/` rests on it. */
export class BilledUse {
  readonly #calls = new Map<string, number>();
  readonly #logged = new Map<string, { lines: number; bytes: number }>();
  readonly #metrics = new Set<string>();

  /**
   * Counts a call that was allowed.
   *
   * @param parts by what they are called here, the name of each table, bucket, topic: the first that the call names
   * stands for it
   */
  call({ principal, permission, allowed }: Authorisation, parts: Readonly<Record<string, string>>): void {
    const [, who] = /role\/(?:[\w-]*-)?(\w+?)Role/.exec(principal) ?? [];
    if (!allowed || who === undefined) return;
    const { action, resource } = permission;
    const [part = 'another'] = Object.entries(parts).find(([, name]) => resource.includes(name)) ?? [];
    const key = `${who} ${action} ${part}`;
    this.#calls.set(key, (this.#calls.get(key) ?? 0) + 1);
  }

  /** Counts a line of a function's log. */
  line({ function: name, text }: LogLine): void {
    const logged = this.#logged.get(name) ?? { lines: 0, bytes: 0 };
    this.#logged.set(name, { lines: logged.lines + 1, bytes: logged.bytes + Buffer.byteLength(text) });
    if (!text.includes('"_aws"')) return;
    for (const [, metric] of text.matchAll(/"Name":"(\w+)"/g)) this.#metrics.add(metric);
  }

  /** Begins anew. */
  forget(): void {
    this.#calls.clear();
    this.#logged.clear();
    this.#metrics.clear();
  }

  /** All that was counted since. */
  get counted(): Billed {
    return {
      calls: Object.fromEntries([...this.#calls].sort()),
      logged: Object.fromEntries([...this.#logged].sort()),
      metrics: [...this.#metrics].sort(),
    };
  }
}
