import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { counted } from '../contracts/counted.ts';
import { versionOfIdentity } from '../contracts/model-registry.ts';
import type { AlertRules } from '../contracts/rules.ts';
import { currentChange, rulesVersion, rulesVersionKey } from '../contracts/rules-object.ts';
import { SEVERITIES, type Severity } from '../contracts/verdict.ts';
import { anomalyThoughtOf, type LoggedAnomaly, loggedAnomaly } from '../operations/rules/logged-anomalies.ts';
import { heldRulesText, ruleLines } from '../operations/rules/show-rules.ts';
import { triedLines } from '../operations/rules/try-rules.ts';
import { admitBy } from '../rules/admit.ts';
import { checkRules, compileRules } from '../rules/compile-rules.ts';
import { trainingSpreads } from '../rules/training-spreads.ts';
import { loadSettings } from '../settings/load-settings.ts';
import { readRulesFile } from '../settings/rules-file.ts';
import { installationOption } from './cli/installation-option.ts';
import { caller } from './cli/open-registry.ts';
import { decidingParts, heldRules, withRules } from './cli/open-rules.ts';
import { finiteNumber, positiveInteger, positiveNumber } from './cli/parse-option.ts';
import { runCommand, UsageError } from './cli/run-command.ts';
import { writeText } from './cli/write-text.ts';

const command = new Command('rules').description(
  'Say what opens an incident, and see it. FILE is that of the setting rules, or rules.json.',
);

interface Options {
  readonly name: string;
}

const fileName = (given: string | undefined) => given ?? loadSettings({}).settings.rules ?? 'rules.json';

command.command('check').description('see whether a file may hold').argument('[file]').action(check);
command
  .command('show')
  .description('the rules that hold, and who changed them; or a version')
  .argument('[version]')
  .option('--history <count>', 'so many changes', positiveInteger, 10)
  .addOption(installationOption())
  .action(show);
command
  .command('put')
  .description("have a file's rules hold, with the texts of its calendars")
  .argument('[file]')
  .option('--why <reason>', 'for who reads the history', 'by hand')
  .addOption(installationOption())
  .action(put);
command
  .command('pull')
  .description('write the rules that hold to a file, with the texts of their calendars')
  .argument('[file]')
  .option('--of <version>', 'those of another version')
  .addOption(installationOption())
  .action(pull);
command
  .command('test')
  .description("say what becomes of one anomaly, or of those in lines of the consumer's log")
  .option('--rules <file>', 'by these rules instead of those that hold; then without mutes, and without trifles')
  .option('--data <file>', "lines of the consumer's log")
  .option('--source <source>', 'of one anomaly')
  .option('--feature <feature>', 'that drives it')
  .option('--observed <number>', 'its value', finiteNumber)
  .option('--expected <number>', 'what was expected', finiteNumber)
  .option('--once-in <observations>', 'how many usual ones have one as strange', positiveNumber)
  .option('--spread <number>', 'how far its values lie apart in the training', positiveNumber)
  .option('--at <time>', 'when, like 2026-01-31T12:00:00Z; now when absent', timeMs)
  .addOption(new Option('--severity <severity>', 'how severe').choices(SEVERITIES).default('medium'))
  .addOption(installationOption())
  .action(test);

async function check(given: string | undefined): Promise<void> {
  const file = fileName(given);
  const rules = readRulesFile(file);
  await checkRules(rules, Date.now());
  console.log([...ruleLines(rules), `${file} may hold: ${rulesText(rules)}`].join('\n'));
}

async function show(
  version: string | undefined,
  { name, history }: Options & { readonly history: number },
): Promise<void> {
  const text = await withRules(name, async (kept) => {
    if (version === undefined) return heldRulesText(await heldRules(kept), history);
    return ruleLines(await ofVersion(version, await kept.version(version))).join('\n');
  });
  console.log(text);
}

async function put(given: string | undefined, { name, why }: Options & { readonly why: string }): Promise<void> {
  const file = fileName(given);
  const rules = readRulesFile(file);
  await checkRules(rules, Date.now());
  const by = await caller();
  const atMs = Date.now();
  const held = await withRules(name, (kept) => kept.move(() => rules, { atMs, by, why }));
  const isNew = held && currentChange(held).atMs === atMs;
  console.log(`${file}: ${rulesText(rules)} ${isNew ? 'holds within half a minute' : 'held already'}`);
}

async function pull(given: string | undefined, { name, of }: Options & { readonly of?: string }): Promise<void> {
  const file = fileName(given);
  const rules = await withRules(name, async (kept) => {
    return of === undefined ? (await heldRules(kept)).rules : ofVersion(of, await kept.version(of));
  });
  await writeText(file, `${JSON.stringify(rules, null, 2)}\n`);
  console.log(`${file}: ${rulesText(rules)}`);
}

interface TestOptions extends Options {
  readonly rules?: string;
  readonly data?: string;
  readonly source?: string;
  readonly feature?: string;
  readonly observed?: number;
  readonly expected?: number;
  readonly onceIn?: number;
  readonly spread?: number;
  readonly at?: number;
  readonly severity: Severity;
}

async function test(options: TestOptions): Promise<void> {
  const nowMs = Date.now();
  const anomalies = options.data === undefined ? [oneOf(options, nowMs)] : await anomaliesIn(options.data);
  const given = options.rules === undefined ? await decidingParts(options.name) : fromFile(options.rules);
  const spreads = new Map(given.cards.map((card) => [versionOfIdentity(card.model), trainingSpreads(card)]));
  const admit = admitBy({
    rules: await compileRules(given.rules, nowMs),
    mutes: given.mutes,
    spreadOf: (version, feature) => options.spread ?? spreads.get(version)?.get(feature),
  });
  for (const line of triedLines(anomalies, admit, nowMs)) console.log(line);
}

function fromFile(file: string) {
  return { rules: readRulesFile(file), mutes: [], cards: [] };
}

function oneOf({ source, feature = '', at, ...told }: TestOptions, nowMs: number): LoggedAnomaly {
  if (source === undefined) throw new UsageError('say which anomaly: --source pump-1, or --data FILE for many');
  return anomalyThoughtOf({ ...told, source, feature, atMs: at ?? nowMs });
}

async function anomaliesIn(file: string): Promise<LoggedAnomaly[]> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  const found = lines.flatMap((line) => loggedAnomaly(line) ?? []);
  if (found.length > 0) return found;
  throw new Error(`${file} has no line of an anomaly, wanted lines of the consumer's log: {"message":"anomaly",...}`);
}

function ofVersion(version: string, rules: AlertRules | undefined): AlertRules {
  if (rules) return rules;
  throw new Error(`there is no ${rulesVersionKey(version)}: npm run rules -- show names the versions`);
}

function rulesText(rules: AlertRules): string {
  return `${counted(rules.rules.length, 'rule')}, version ${rulesVersion(rules)}`;
}

function timeMs(text: string): number {
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return ms;
  throw new InvalidArgumentError('wanted a time like 2026-01-31T12:00:00Z');
}

await runCommand(command);
