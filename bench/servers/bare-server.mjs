// The least that a Node server can do: reads the request, and answers as many bytes as the path says.
import { createServer } from 'node:http';

const bodies = new Map();
const server = createServer((request, response) => {
  const bytes = Number(request.url.slice(1)) || 0;
  let body = bodies.get(bytes);
  if (body === undefined) {
    body = Buffer.alloc(bytes, 'x');
    bodies.set(bytes, body);
  }
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': bytes });
    response.end(body);
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1');
