import { Command } from 'commander';
import { positiveInteger, wholeNumber } from './cli/parse-option.ts';
import { runCommand, UsageError } from './cli/run-command.ts';
import { mutateRoom } from './mutate/mutate-room.ts';
import { describeMutation } from './mutate/report.ts';
import { isRoom, ROOMS } from './mutate/rooms.ts';

const command = new Command('mutate')
  .description(
    `Break a room in one place at a time and see that its tests notice. Rooms: ${Object.keys(ROOMS).join(', ')}.`,
  )
  .argument('<rooms...>')
  .option('--mutants <count>', 'mutants to try in each room', positiveInteger, 200)
  .option('--seed <number>', 'decides which', wholeNumber, 1)
  .option('--afresh', 'also try those that an earlier run has settled and whose file and tests are as they were')
  .action(mutate);

interface Options {
  readonly mutants: number;
  readonly seed: number;
  readonly afresh?: boolean;
}

async function mutate(rooms: readonly string[], options: Options): Promise<void> {
  for (const room of rooms) {
    if (!isRoom(room)) throw new UsageError(`wanted a room of ${Object.keys(ROOMS).join(', ')}, got ${room}`);
    console.log(describeMutation(room, await mutateRoom(room, options)));
  }
}

await runCommand(command);
