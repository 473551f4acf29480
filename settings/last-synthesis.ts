import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SETTINGS_METADATA, stackNames } from '../contracts/installation.ts';
import { lostByDeployment } from './held-settings.ts';
import type { Settings } from './settings-schema.ts';

/**
 * Says what a deployment would take away if what was synthesised last were deployed: all that can be known without
 * asking AWS.
 *
 * @param folder where synthesis writes
 * @returns undefined where nothing would be, or nothing of this name was synthesised
 */
export function lostSinceLastSynthesis(folder: string, settings: Settings): string | undefined {
  const template = path.join(folder, `${stackNames(settings.name).detection}.template.json`);
  const before = settingsIn(template);
  const lost = before ? lostByDeployment(before, settings, []) : [];
  if (lost.length === 0) return undefined;
  const what = `${path.basename(folder)} has an earlier synthesis of ${settings.name}; if that is deployed`;
  return [`${what}, npm run deploy would stop here, and cdk deploy does not:`, ...lost].join('\n');
}

function settingsIn(template: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(readFileSync(template, 'utf8')).Metadata?.[SETTINGS_METADATA];
  } catch {
    // Nothing was synthesised there, or not to its end.
    return undefined;
  }
}
