import { once } from 'node:events';
import { createServer } from 'node:net';
import { InvalidArgumentError } from 'commander';

const MAX_PORT = 65_535;

/**
 * Parses a port of this machine; 0 stands for any free one.
 *
 * @throws InvalidArgumentError, which commander shows with the option's name
 */
export function portNumber(text: string): number {
  const port = Number(text);
  if (/^\s*\d+\s*$/.test(text) && port <= MAX_PORT) return port;
  throw new InvalidArgumentError(`wanted a port from 1 to ${MAX_PORT}, or 0 for any free one`);
}

/**
 * Listens on a port of 127.0.0.1 for a moment, so that nobody waits for a synthesis to hear that the port is not to be
 * had.
 *
 * @throws Error that says why, and what to do
 */
export async function checkPort(port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    explainPort(error as NodeJS.ErrnoException & { port?: number });
  }
  await new Promise((resolve) => server.close(resolve));
}

/** Throws what went wrong, in words for whoever chose the port. */
export function explainPort(error: NodeJS.ErrnoException & { port?: number }): never {
  const instead = 'choose another one with --port, or 0 for any';
  if (error.code === 'EADDRINUSE') throw new Error(`port ${error.port} is taken: ${instead}`, { cause: error });
  if (error.code === 'EACCES' && error.port !== undefined)
    throw new Error(`port ${error.port} is only for the administrator: ${instead}`, { cause: error });
  throw error;
}
