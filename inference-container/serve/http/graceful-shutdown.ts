import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

/** So often it is looked whether clients have read their answers. */
const LOOK_AGAIN_MS = 50;

/**
 * For a server that does not listen yet, a way to close it: it stops listening at once, and closes idle connections as soon as all
 * answers were read. Node's own `close()` takes a connection for idle when its answer is complete, though the client has not read it.
 */
export function gracefulShutdown(server: Server): () => void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const closeIdle = (): void => {
    const unread = [...sockets].some(({ writableLength }) => writableLength > 0);
    if (unread) setTimeout(closeIdle, LOOK_AGAIN_MS);
    else server.closeIdleConnections();
  };
  return () => {
    NetServer.prototype.close.call(server);
    closeIdle();
  };
}
