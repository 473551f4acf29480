import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

/** How often it looks whether clients have read their answers. */
const LOOK_AGAIN_MS = 50;

/**
 * Prepares a server that does not listen yet to be closed without breaking off what runs. When it is closed it stops
 * listening at once, closes idle connections as soon as all answers were read, and all others when the time is over.
 *
 * Node's own `close()` takes a connection for idle when its answer is complete, though the client has not read it.
 *
 * @param withinMs whoever still sends or reads by then is cut off
 * @returns closes the server
 */
export function gracefulShutdown(server: Server, withinMs: number): () => void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const closeIdle = (): void => {
    const isUnread = [...sockets].some(({ writableLength }) => writableLength > 0);
    if (isUnread) setTimeout(closeIdle, LOOK_AGAIN_MS);
    else server.closeIdleConnections();
  };
  return () => {
    NetServer.prototype.close.call(server);
    closeIdle();
    setTimeout(() => server.closeAllConnections(), withinMs).unref();
  };
}
