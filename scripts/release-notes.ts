import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { runCommand } from './cli/run-command.ts';
import { releaseNotesOf } from './release/release-notes-of.ts';

const command = new Command('release-notes')
  .description('Print what CHANGELOG.md says of the version of a tag, for whoever publishes it.')
  .argument('<tag>', 'like v1.2.0')
  .action(async (tag: string) => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { readonly version: string };
    console.log(releaseNotesOf(await readFile('CHANGELOG.md', 'utf8'), tag, version));
  });

await runCommand(command);
