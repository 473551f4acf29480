import { type ModelPointer, versionOfIdentity } from '../contracts/model-registry.ts';
import { currentOf, previousOf } from './move-pointer.ts';

/** No record waits for longer: Lambda gives it up. */
const LONGEST_WAIT_MS = 7 * 24 * 3_600_000;

/** Why a version may not be removed, in words; undefined where nothing needs it. */
export function whyKept(pointer: ModelPointer, model: string, nowMs: number): string | undefined {
  const role = roleOf(pointer, model, nowMs);
  return role && `version ${versionOfIdentity(model)} ${role}, so that it is not removed`;
}

function roleOf(pointer: ModelPointer, model: string, nowMs: number): string | undefined {
  if (currentOf(pointer)?.model === model) return 'judges';
  if (previousOf(pointer)?.model === model) return 'is what a rollback would go to';
  if (pointer.shadow?.model === model) return 'is the shadow';
  const { changes } = pointer;
  const judgedUntilMs = changes.flatMap((change, i) =>
    change.model === model ? (changes[i + 1]?.holdsFromMs ?? 0) : [],
  );
  if (Math.max(...judgedUntilMs) <= nowMs - LONGEST_WAIT_MS) return undefined;
  return 'judged in the last seven days, and records of that time may still wait for it';
}
