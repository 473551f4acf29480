import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type AlertRules, parseRules, parseRulesFile } from '../contracts/rules.ts';
import { SettingsError } from './settings-error.ts';

/**
 * Reads a file of rules, with the texts of its calendars, which are files beside it.
 *
 * @throws {SettingsError} listing all that is wrong
 */
export function readRulesFile(name: string): AlertRules {
  try {
    const { $schema: _, ...value } = parseJson(name, readFileSync(name, 'utf8'));
    const { calendars, ...rules } = parseRulesFile(value, name);
    if (!calendars) return parseRules(rules, name);
    const texts = Object.entries(calendars).map(([calendar, given]) => {
      const text = 'text' in given ? given.text : readFileSync(path.join(path.dirname(name), given.file), 'utf8');
      return [calendar, { text }];
    });
    return parseRules({ ...rules, calendars: Object.fromEntries(texts) }, name);
  } catch (error) {
    throw new SettingsError((error as Error).message.split('\n').map((line) => `rules: ${line}`));
  }
}

function parseJson(name: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${name} is not JSON: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`${name} holds ${JSON.stringify(value).slice(0, 80)}, wanted an object like {"rules":[]}`);
}
