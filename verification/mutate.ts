import { Command } from 'commander';
import { positiveInteger, wholeNumber } from '../scripts/cli/parse-option.ts';
import { runCommand, UsageError } from '../scripts/cli/run-command.ts';
import { mutateRoom } from './mutate/mutate-room.ts';
import { describeMutation } from './mutate/report.ts';
import { isRoom, ROOMS } from './mutate/rooms.ts';
import type { Sample } from './mutate/sample-checker.ts';

const command = new Command('mutate')
  .description(
    `Break a room in one place at a time and see that its tests notice. Rooms: ${Object.keys(ROOMS).join(', ')}.`,
  )
  .argument('<rooms...>')
  .option('--mutants <count>', 'mutants to try in each room', positiveInteger, 200)
  .option('--seed <number>', 'decides which', wholeNumber, 1)
  .action(mutate);

async function mutate(rooms: readonly string[], sample: Sample): Promise<void> {
  for (const room of rooms) {
    if (!isRoom(room)) throw new UsageError(`wanted a room of ${Object.keys(ROOMS).join(', ')}, got ${room}`);
    console.log(describeMutation(room, await mutateRoom(room, sample)));
  }
}

await runCommand(command);
