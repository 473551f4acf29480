import { KinesisClient } from '@aws-sdk/client-kinesis';
import { Command } from 'commander';
import { counted } from '../contracts/counted.ts';
import { findInstallation } from '../operations/installation/find-installation.ts';
import { findSourceState } from '../operations/installation/find-source-state.ts';
import { openShards } from '../operations/sources/open-shards.ts';
import { putForget } from '../operations/sources/put-forget.ts';
import type { KnownSource } from '../operations/sources/read-known-sources.ts';
import type { ShardRow } from '../operations/sources/shard-rows.ts';
import { sourceLine, sourceText } from '../operations/sources/show-sources.ts';
import { putEntriesTo } from '../operations/stream/put-entries.ts';
import { loadSettings } from '../settings/load-settings.ts';
import { installationOption } from './cli/installation-option.ts';
import { knownSources } from './cli/known-sources.ts';
import { positiveInteger } from './cli/parse-option.ts';
import { runCommand } from './cli/run-command.ts';

const command = new Command('sources').description('See what is known of each source, or have one forgotten.');
command
  .command('list')
  .description('the sources of each shard, those that spoke last first')
  .addOption(installationOption())
  .option('--limit <count>', 'at most this many of each shard', positiveInteger, 50)
  .action(list);
command
  .command('show')
  .description('what is expected of a source now, what is usual at each hour, and what that was learned from')
  .argument('<source>')
  .addOption(installationOption())
  .action(show);
command
  .command('forget')
  .description('have a source begin anew, from its next observation on')
  .argument('<source>')
  .addOption(installationOption())
  .action(forget);

interface Options {
  readonly name: string;
}

async function list({ name, limit }: Options & { readonly limit: number }): Promise<void> {
  const { rows, sources, close } = await knownSources(name);
  const counts = new Map<string, number>();
  const shardsOf = new Map<string, number>();
  for await (const source of sources) {
    const count = (counts.get(source.shardId) ?? 0) + 1;
    counts.set(source.shardId, count);
    shardsOf.set(source.source, (shardsOf.get(source.source) ?? 0) + 1);
    if (count === 1) console.log(`${source.shardId}`);
    if (count <= limit) console.log(`  ${sourceLine(source)}`);
  }
  close();
  for (const row of rows) console.log(shardSentence(row, counts.get(row.shardId) ?? 0, limit));
  if (rows.length === 0) console.log('nothing is known yet: no record has been learned');
  const divided = [...shardsOf].filter(([, shards]) => shards > 1).map(([source]) => source);
  if (divided.length > 0) {
    console.log(
      `${counted(divided.length, 'source')} came through several shards, and each knows a part: give all records of a source one partition key (${divided.slice(0, 3).join(', ')})`,
    );
  }
}

async function show(wanted: string, { name }: Options): Promise<void> {
  const { timeZone = 'UTC' } = loadSettings({}).settings;
  const { sources, close } = await knownSources(name);
  const found: KnownSource[] = [];
  for await (const source of sources) if (source.source === wanted) found.push(source);
  close();
  if (found.length === 0) {
    throw new Error(
      `nothing is known of ${wanted}: npm run sources -- list names the sources, a minute after they spoke`,
    );
  }
  console.log(found.map((source) => sourceText(source, Date.now(), timeZone)).join('\n\n'));
}

async function forget(source: string, { name }: Options): Promise<void> {
  await findSourceState(name);
  const { streamName } = await findInstallation(name);
  const kinesis = new KinesisClient({});
  const shards = await openShards(kinesis, streamName);
  await putForget(putEntriesTo(kinesis, streamName), shards, source).finally(() => kinesis.destroy());
  console.log(`${source} is forgotten in its turn: what is on the stream before this is still learned`);
}

function shardSentence({ shardId, lineage, snapshot, gap }: ShardRow, sources: number, limit: number): string {
  if (!snapshot) return `${shardId}: no snapshot yet, the first comes a minute after the first record`;
  const asOf = new Date(snapshot.arrivalMs).toISOString().slice(0, 16).replace('T', ' ');
  const rest = sources > limit ? `, ${limit} of them above` : '';
  const broken = gap
    ? `; since lineage ${lineage} of ${new Date(gap.atMs).toISOString().slice(0, 10)} (${gap.reason})`
    : '';
  return `${shardId}: ${counted(sources, 'source')} as of ${asOf}${rest}${broken}`;
}

await runCommand(command);
