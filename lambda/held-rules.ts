import type { Mute } from '../contracts/mute.ts';
import type { RulesObject } from '../contracts/rules-object.ts';
import { ADMIT_ALL, type AdmitNotice } from '../incidents/admission.ts';
import type { CompiledRules } from '../rules/compile-rules.ts';
import { Unavailable } from './failures.ts';
import { LastKnown } from './last-known.ts';

/** Where the rules that hold are kept, and mutes. Each fails with {@link Unavailable}. */
export interface HeldRulesPorts {
  object(): Promise<RulesObject>;
  /** Those that are over, too. */
  mutes(): Promise<readonly Mute[]>;
}

/** What reading them needs. */
export interface ReadingRules {
  /** Undefined where there are no rules: all is admitted. */
  readonly rules?: HeldRulesPorts | undefined;
  readonly report: { unavailable(line: { readonly port: string; readonly reason: string }): void };
  now(): number;
}

/**
 * What a process knows of rules and mutes. Rules that cannot be read, or not be understood, are never none: what held
 * last goes on, and where nothing is known yet, whoever asks waits.
 */
export class HeldRules {
  readonly #rules = new LastKnown<{ readonly version: string; readonly compiled: CompiledRules }>();
  readonly #mutes = new LastKnown<readonly Mute[]>();
  #latest: { readonly version: string; readonly compiled: CompiledRules } | undefined;

  /** @throws Unavailable where rules or mutes cannot be read, and never could */
  async read(ports: HeldRulesPorts, { report, now }: Pick<ReadingRules, 'report' | 'now'>) {
    const nowMs = now();
    const onFailure = ({ port, message: reason }: Unavailable) => report.unavailable({ port, reason });
    const [{ compiled }, mutes] = await Promise.all([
      this.#rules.get(() => this.#readRules(ports, nowMs), nowMs, onFailure),
      this.#mutes.get(() => ports.mutes(), nowMs, onFailure),
    ]);
    return { rules: compiled, mutes };
  }

  /**
   * Makes what applies the rules to silence and to the quality of data.
   *
   * @throws Unavailable like {@link read}
   */
  async admitNotice({ rules, ...reading }: ReadingRules): Promise<AdmitNotice> {
    if (!rules) return ADMIT_ALL;
    const held = await this.read(rules, reading);
    const { admitNoticeBy } = await import('../rules/admit-notice.ts');
    return admitNoticeBy(held);
  }

  async #readRules(ports: HeldRulesPorts, nowMs: number) {
    const held = await ports.object();
    // Most batches decide nothing: a cold start should read no more than they need.
    const { currentChange } = await import('../contracts/rules-object.ts');
    const { compileRules } = await import('../rules/compile-rules.ts');
    const { version } = currentChange(held);
    const latest = this.#latest;
    // A minute before its calendars end, so that they never do while it is used.
    if (latest?.version === version && nowMs < latest.compiled.untilMs - 60_000) return latest;
    try {
      this.#latest = { version, compiled: await compileRules(held.rules, nowMs) };
      return this.#latest;
    } catch (cause) {
      throw new Unavailable('rules', (cause as Error).message, { cause });
    }
  }
}
