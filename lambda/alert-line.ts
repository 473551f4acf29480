import type { Alert } from '../contracts/alert.ts';
import type { AlertLine, HeldBackLine } from '../contracts/log-lines.ts';
import type { HeldBack } from '../incidents/publish-alerts.ts';

/** Picks what the log says of an alert: enough to find it, nothing of what was measured. */
export function alertLine({ alertId, source, kind, severity }: Alert): AlertLine {
  return { alertId, source, kind, severity };
}

/** Picks what the log says of an alert that is told with others. */
export function heldBackLine({ alert, fate }: HeldBack): HeldBackLine {
  return { ...alertLine(alert), stormId: fate.stormId, because: fate.because };
}
