import type { AlertRules } from '../contracts/rules.ts';
import { compileRules } from './compile-rules.ts';

/**
 * Says when which sources were under maintenance, by any rule that is for them: what they did then is not usual.
 *
 * @param nowMs nothing is asked about later
 * @throws {Error} where a calendar cannot be read, or takes too much
 */
export async function maintenanceOf(
  rules: AlertRules,
  nowMs: number,
): Promise<(source: string, atMs: number) => boolean> {
  const compiled = await compileRules(rules, nowMs);
  return (source, atMs) =>
    compiled.rules.some((one) => one.isForSource(source) && one.maintenanceAt(atMs) !== undefined);
}
