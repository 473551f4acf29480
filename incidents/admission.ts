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
  | { readonly isAdmitted: false; readonly rule: string; readonly because: string };

/**
 * Applies the rules to one anomaly. Pure: rules, mutes and calendars were read before.
 *
 * @param severity of the anomaly's own verdict
 */
export type Admit = (anomaly: Anomaly, severity: Severity) => Admission;

/** Where nobody made rules. */
export const ADMIT_ALL: Admit = () => ({ isAdmitted: true });
