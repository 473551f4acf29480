import type { Alert } from '../contracts/alert.ts';
import type { AlertLine } from '../contracts/log-lines.ts';

export function alertLine({ alertId, source, kind, severity }: Alert): AlertLine {
  return { alertId, source, kind, severity };
}
