import { snapshotCleanerSettingsSchema } from '../../contracts/function-settings.ts';
import { keptSnapshots } from '../aws/kept-snapshots.ts';
import { createLogger } from '../create-logger.ts';
import { readSettings } from '../environment.ts';
import { cleanSnapshots } from './clean-snapshots.ts';

const settings = readSettings(process.env, snapshotCleanerSettingsSchema);
const logger = createLogger();
const ports = { ...keptSnapshots(settings), now: Date.now };

/** Runs once an hour. */
export async function handler(): Promise<void> {
  const removed = await cleanSnapshots(ports, settings.spareMs);
  logger.debug('cleaned', { removed });
}
