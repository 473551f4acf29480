import type { Severity } from '../contracts/verdict.ts';
import type { Anomaly } from './anomaly.ts';

/** What the people responsible wrote down for such a case: messages carry it. */
export interface Advice {
  readonly text: string;
  readonly link?: string;
}

/** Whether an anomaly may be evidence for an incident; where not, which rule holds it, and why in words. */
export type Admission =
  | {
      readonly isAdmitted: true;
      readonly rule?: string;
      readonly advice?: Advice;
      readonly channels?: readonly string[];
    }
  | {
      readonly isAdmitted: false;
      readonly rule: string;
      readonly because: string;
      /** When it ends as far as is known, milliseconds since the epoch; absent where that depends on more than time. */
      readonly untilMs?: number;
    };

/**
 * Applies the rules to one anomaly. Pure: rules, mutes and calendars were read before.
 *
 * @param severity of the anomaly's own verdict @param nowMs when that is decided, milliseconds since the epoch
 */
export type Admit = (anomaly: Anomaly, severity: Severity, nowMs: number) => Admission;

/** What people would be told that is no anomaly: that something is silent, or that data are not as they should be. */
export interface Notice {
  /** As its alert has it: a source, or a name of ours like `weir:no-data`. */
  readonly source: string;
  readonly severity: Severity;
  /** When it is so, milliseconds since the epoch. */
  readonly atMs: number;
}

/** Applies the rules to a notice, as {@link Admit} does to an anomaly. */
export type AdmitNotice = (notice: Notice, nowMs: number) => Admission;

/** Where nobody made rules. */
export const ADMIT_ALL: Admit & AdmitNotice = () => ({ isAdmitted: true });
