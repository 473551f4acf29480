import type { Mute } from '../contracts/mute.ts';
import { compareSeverity, type Severity } from '../contracts/verdict.ts';
import type { CompiledRule } from './compile-rules.ts';
import { hoursWords } from './hours.ts';

/** When something is, and how bad: what rules go by whatever drives it. */
export interface Occurrence {
  readonly severity: Severity;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

/** What happened in its time, whenever that is decided; and what is decided in its time, whenever that happened. */
export function isMuted({ fromMs, untilMs }: Mute, atMs: number, nowMs: number): boolean {
  return atMs < untilMs && (atMs >= fromMs || (nowMs >= fromMs && nowMs < untilMs));
}

/** What a mute holds, as an admission has it. */
export function heldByMute({ id, untilMs, by, why }: Mute) {
  // Of an ARN, the name alone.
  const who = by.slice(by.lastIndexOf('/') + 1);
  const because = `muted until ${minuteOf(untilMs)} by ${who}: ${why}`;
  return { isAdmitted: false, rule: `mute ${id}`, because, untilMs } as const;
}

/** Says why a rule holds what is of such a time and severity; undefined where it does not. */
export function heldWhateverDrives(
  compiled: CompiledRule,
  { severity, atMs }: Occurrence,
  timeZone: string,
): { readonly because: string; readonly untilMs?: number } | undefined {
  const { rule, muteUntilMs } = compiled;
  if (atMs < muteUntilMs) return { because: `muted until ${minuteOf(muteUntilMs)}`, untilMs: muteUntilMs };
  const maintenance = compiled.maintenanceAt(atMs);
  if (maintenance !== undefined) return { because: `maintenance ${maintenance}` };
  const { hours, minimumSeverity } = rule;
  if (hours && !compiled.isInHours(atMs) && isLess(severity, hours.exceptFrom)) {
    const unless = hours.exceptFrom ? `, and ${severity} is less than ${hours.exceptFrom}` : '';
    return { because: `outside the hours ${hoursWords(hours, timeZone)}${unless}` };
  }
  if (minimumSeverity && isLess(severity, minimumSeverity)) {
    return { because: `its severity is ${severity}, less than ${minimumSeverity}` };
  }
  return undefined;
}

function isLess(severity: Severity, than: Severity | undefined): boolean {
  return than === undefined || compareSeverity(severity, than) < 0;
}

function minuteOf(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
