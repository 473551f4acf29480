import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Mute } from '../../contracts/mute.ts';
import type { AlertRules } from '../../contracts/rules.ts';
import type { ReplayRules } from '../../incidents/replay.ts';
import { changeThreshold } from '../../model/change-threshold.ts';
import type { Model } from '../../model/model.ts';
import { admitBy } from '../../rules/admit.ts';
import { compileRules } from '../../rules/compile-rules.ts';
import type { SpreadOf } from '../../rules/distance.ts';
import { checkSettings } from '../../settings/check-settings.ts';
import { settingsOfFolder } from '../../settings/load-settings.ts';
import { readRulesFile } from '../../settings/rules-file.ts';
import type { SettingsFile } from '../../settings/settings-file.ts';
import { addContextOption, contextOf } from '../cli/context-option.ts';
import { INCIDENT_SETTINGS, incidentRulesOf } from '../cli/incident-rules.ts';
import { durationMs, finiteNumber } from '../cli/parse-option.ts';
import { UsageError } from '../cli/run-command.ts';
import { thresholdRuleOf } from '../cli/threshold-options.ts';

/** What is to be another than before. */
export interface ChangeOptions {
  readonly threshold?: number;
  readonly alertBudget?: string;
  readonly rules?: string;
  readonly cooldown?: number;
  readonly context: readonly string[];
}

/** Adds the flags that say what is to be changed. */
export function addChangeOptions(command: Command): Command {
  return addContextOption(
    command
      .addOption(
        new Option('--threshold <score>', 'where strange begins').argParser(finiteNumber).conflicts('alertBudget'),
      )
      .option('--alert-budget <budget>', 'the same by the rows to be told of: 5/day, or 0.1% of the rows')
      .option('--rules <file>', 'rules of what may open an incident, as rules.json')
      .addOption(new Option('--cooldown <time>', 'the silence that ends an incident: 90s, 10m').argParser(cooldown)),
  );
}

function cooldown(text: string): number {
  const ms = durationMs(text);
  if (ms % 1000 === 0) return ms;
  throw new InvalidArgumentError('wanted whole seconds');
}

/** What holds before, and what more is known for rules. */
export interface Holding {
  /** Settings as they are; those that incidents go by count. */
  readonly settings?: SettingsFile | undefined;
  readonly rules?: AlertRules;
  /** What is muted, and was, with which nothing is changed. @default none */
  readonly mutes?: readonly Mute[];
  readonly spreadOf: SpreadOf;
}

/** What the settings of this folder say holds. @throws {SettingsError} where they, or their rules, are wrong */
export function holdingHere(spreadOf: SpreadOf): Holding {
  const settings = settingsOfFolder();
  const file = settings?.values.rules;
  return { settings, spreadOf, ...(typeof file === 'string' && { rules: readRulesFile(file) }) };
}

/** How verdicts become messages before a change and after it. */
export interface ChangedRules {
  readonly before: ReplayRules;
  readonly after: ReplayRules;
  /** What is changed, a part for each. */
  readonly words: readonly string[];
}

/**
 * Says how verdicts become messages, now and after the change.
 *
 * @throws {UsageError} for a setting that incidents do not go by
 * @throws {SettingsError} for a wrong one, and for wrong rules
 */
export async function changedRules(options: ChangeOptions, holding: Holding): Promise<ChangedRules> {
  const overrides = overridesOf(options);
  const file = holding.settings && onlyOfIncidents(holding.settings);
  const [before, after] = [checkSettings({ file }), checkSettings({ file, overrides })];
  const { rules: held = { rules: [] }, mutes = [], spreadOf } = holding;
  const rules = options.rules === undefined ? held : readRulesFile(options.rules);
  const words = INCIDENT_SETTINGS.filter((name) => overrides[name] !== undefined).map(
    (name) => `${name} ${JSON.stringify(after[name])} instead of ${JSON.stringify(before[name])}`,
  );
  return {
    before: { ...incidentRulesOf(before), admit: await admitted(held, mutes, spreadOf) },
    after: { ...incidentRulesOf(after), admit: await admitted(rules, mutes, spreadOf) },
    words: [...words, ...(options.rules === undefined ? [] : [`rules of ${options.rules}`])],
  };
}

async function admitted(rules: AlertRules, mutes: readonly Mute[], spreadOf: SpreadOf) {
  return admitBy({ rules: await compileRules(rules, Date.now()), mutes, spreadOf });
}

function overridesOf({ cooldown: cooldownMs, ...options }: ChangeOptions): Record<string, string> {
  const context = contextOf(options);
  const unknown = Object.keys(context).find((name) => !INCIDENT_SETTINGS.some((known) => known === name));
  if (unknown !== undefined) {
    throw new UsageError(`-c ${unknown}: incidents go by ${INCIDENT_SETTINGS.join(', ')}, and not by this`);
  }
  if (cooldownMs === undefined) return context;
  return { ...context, cooldownSeconds: String(cooldownMs / 1000) };
}

/** Of a settings file those settings that incidents go by. */
export function onlyOfIncidents({ name, values }: SettingsFile): SettingsFile {
  const known = INCIDENT_SETTINGS.filter((setting) => values[setting] !== undefined);
  return { name, values: Object.fromEntries(known.map((setting) => [setting, values[setting]])) };
}

/**
 * The model with the threshold that is asked for; undefined where none is.
 *
 * @param find gives the model @throws {Error} where the wish cannot be kept
 */
export async function movedModel(
  { threshold, alertBudget }: ChangeOptions,
  find: () => Promise<Model>,
): Promise<{ readonly model: Model; readonly words: string } | undefined> {
  if (threshold === undefined && alertBudget === undefined) return undefined;
  const wish =
    threshold === undefined ? thresholdRuleOf({ alertBudget }) : { kind: 'score' as const, score: threshold };
  const before = await find();
  const model = changeThreshold(before, wish);
  return { model, words: `threshold ${model.threshold.toPrecision(6)} instead of ${before.threshold.toPrecision(6)}` };
}
