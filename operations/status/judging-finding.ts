import {
  isVoided,
  type ModelPointer,
  modelAt,
  type PointerChange,
  versionOfIdentity,
} from '../../contracts/model-registry.ts';
import { shortBy } from '../../contracts/short-by.ts';
import { currentOf } from '../../registry/move-pointer.ts';
import { dayAndTime } from '../models/words.ts';
import type { Finding } from './finding.ts';

/** Says which version judges, since when, and who wanted it so and why; and what was voided after it. */
export function judgingFinding(pointer: ModelPointer, nowMs: number): Omit<Finding, 'about'> {
  const now = modelAt(pointer, nowMs);
  const next = currentOf(pointer);
  const last = pointer.changes.at(-1);
  const isTaken = last !== undefined && isVoided(pointer, last);
  return {
    state: isTaken ? 'attention' : 'good',
    says: [
      now ? changeText(now, 'since', now.atMs) : 'no version: each source is judged by its own past alone',
      ...(next && next !== now ? [changeText(next, 'from', next.holdsFromMs)] : []),
      ...(isTaken ? [voidedText(pointer, last)] : []),
      ...(pointer.shadow ? [`shadow: version ${versionOfIdentity(pointer.shadow.model)}, which tells nobody`] : []),
    ],
  };
}

function changeText({ model, kind, by, why }: PointerChange, when: 'since' | 'from', ms: number): string {
  return `version ${versionOfIdentity(model)} ${when} ${dayAndTime(ms)}, ${kind} by ${shortBy(by)}: ${why}`;
}

function voidedText({ voided }: ModelPointer, { model }: PointerChange): string {
  const { atMs, by, why } = voided.findLast((each) => each.model === model)!;
  return `version ${versionOfIdentity(model)} was voided ${dayAndTime(atMs)} by ${shortBy(by)}: ${why}`;
}
