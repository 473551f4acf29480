import { isVoided, type ModelPointer, modelAt } from '../../contracts/model-registry.ts';
import { currentOf, previousOf } from '../../registry/move-pointer.ts';

/** What a version is now, in words: `current`, `previous, on the endpoint`, `candidate`. */
export function statesOf(pointer: ModelPointer, model: string, nowMs: number): string {
  const ofModel = pointer.changes.filter((change) => change.model === model);
  const states = [
    judging(pointer, model, nowMs),
    previousOf(pointer)?.model === model && 'previous',
    pointer.shadow?.model === model && 'shadow',
    ofModel.length > 0 && ofModel.every((change) => isVoided(pointer, change)) && 'voided',
    pointer.deployed === model && 'on the endpoint',
  ].filter((state) => state !== false);
  if (states.length > 0) return states.join(', ');
  return ofModel.length > 0 ? 'judged before' : 'candidate';
}

function judging(pointer: ModelPointer, model: string, nowMs: number): string | false {
  const now = modelAt(pointer, nowMs);
  const next = currentOf(pointer);
  const since = next && next !== now ? ` at ${timeOf(next.holdsFromMs)}` : '';
  if (now?.model === model) return next?.model === model ? 'current' : `current, ends${since}`;
  return next?.model === model && `becomes current${since}`;
}

/** A time of day, to the second: changes hold a minute after they were made. */
function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 19)} UTC`;
}
