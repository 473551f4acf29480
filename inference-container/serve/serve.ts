import type { AddressInfo } from 'node:net';
import { loadModel } from '../../model/load-model.ts';
import type { Log } from '../log.ts';
import { buildServer } from './http/build-server.ts';
import { gracefulShutdown } from './http/graceful-shutdown.ts';

/** What the program is told about serving. */
export interface ServeSettings {
  readonly modelDir: string;
  readonly port: number;
  readonly host: string;
  readonly maxAnswerBytes: number;
}

/** SageMaker kills 30 seconds after SIGTERM; whoever still sends or reads by then is cut off before. */
const CLOSE_WITHIN_MS = 20_000;

/**
 * Serves the model folder until `stop` aborts, then finishes what runs.
 *
 * It listens before the model is loaded, so that /ping says 503 meanwhile instead of refusing the connection. A model
 * that cannot be loaded ends the program: the folder never changes while a container lives, so waiting would only make
 * the deployment fail minutes later, and without the reason as its last line.
 *
 * @throws {Error} if the model cannot be loaded or the port not be bound
 */
export async function serve(settings: ServeSettings, stop: AbortSignal, log: Log): Promise<void> {
  const { modelDir, port, host, maxAnswerBytes } = settings;
  const loading = loadModel(modelDir);
  const logBug = (error: unknown) => log('ERROR', 'bug', { error: describe(error) });
  const server = buildServer(loading, { logBug, maxAnswerBytes });
  const close = gracefulShutdown(server, CLOSE_WITHIN_MS);
  const closed = new Promise<void>((resolve, reject) => {
    server.once('close', resolve).once('error', reject);
  });
  server.listen(port, host, () => log('INFO', 'listening', { port: (server.address() as AddressInfo).port }));
  stop.addEventListener('abort', close);

  const loaded = loading.then(({ version, features, training }) => {
    log('INFO', 'model loaded', { modelVersion: version, features, trainedOnRows: training.rows });
    return closed;
  });
  try {
    await Promise.race([loaded, closed]);
  } finally {
    close();
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
