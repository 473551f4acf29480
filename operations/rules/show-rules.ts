import { counted } from '../../contracts/counted.ts';
import type { AlertRule, AlertRules } from '../../contracts/rules.ts';
import { currentChange, type RulesChange, type RulesObject } from '../../contracts/rules-object.ts';
import { shortBy } from '../../contracts/short-by.ts';
import { dayAndTime } from '../models/words.ts';

/** The rules that hold in their order, and the last changes. */
export function heldRulesText(held: RulesObject, changes: number): string {
  const current = currentChange(held);
  const history = held.changes.slice(-changes).reverse().map(changeLine);
  return [`version ${current.version} holds`, ...ruleLines(held.rules), '', ...history].join('\n');
}

/** Each rule in a line, in the order in which they are asked. */
export function ruleLines({ rules, calendars = {} }: AlertRules): string[] {
  const named = Object.keys(calendars);
  const lines = rules.map((rule, i) => `${i + 1}. ${ruleLine(rule)}`);
  return [
    ...lines,
    `${rules.length + 1}. trifle: what differs by less than 1% of its spread in the training is held`,
    ...(named.length > 0 ? [`${counted(named.length, 'calendar')}: ${named.join(', ')}`] : []),
  ];
}

/** What changed, when, by whom and why. */
export function changeLine({ version, atMs, by, why }: RulesChange): string {
  return `${dayAndTime(atMs)}  ${version}  by ${shortBy(by)}: ${why}`;
}

function ruleLine({ name, source = '*', feature, ...says }: AlertRule): string {
  const scope = feature === undefined ? source : `${feature} of ${source}`;
  const parts = Object.entries(says).map(([field, value]) => {
    return `${field} ${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
  return `${name} (${scope}): ${parts.join('; ') || 'all is told'}`;
}
