import type { Alert } from '../contracts/alert.ts';
import type { AlertLine } from '../contracts/log-lines.ts';

/** Picks what the log says of an alert: enough to find it, nothing of what was measured. */
export function alertLine({ alertId, source, kind, severity }: Alert): AlertLine {
  return { alertId, source, kind, severity };
}
