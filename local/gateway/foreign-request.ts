import type { IncomingHttpHeaders, RequestListener } from 'node:http';

/**
 * Why a request is not served: it comes from a web page, or was made for another host. Whatever page is open in a
 * browser on this machine can reach its ports, and a name that is made to point to 127.0.0.1 (DNS rebinding) makes the
 * port a page's own site, so that neither Origin nor CORS would keep it out.
 *
 * @param headers with HTTP/2's `:authority`, where there is one
 * @param port that the request arrived at
 * @returns undefined for a program of this machine
 */
export function foreignness(headers: IncomingHttpHeaders, port: number | undefined): string | undefined {
  if ('origin' in headers || 'sec-fetch-site' in headers) return 'web pages are not served';
  const own = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  const named = [headers[':authority'], headers.host].filter((host) => typeof host === 'string');
  const strange = named.length === 0 ? 'no host' : named.find((host) => !own.includes(host.toLowerCase()));
  return strange === undefined ? undefined : `got a request for ${strange}, wanted one for ${own.join(', ')}`;
}

/** Keeps foreign requests from a server that only our own processes ask. */
export function forOwnPrograms(listener: RequestListener): RequestListener {
  return (request, response) => {
    const foreign = foreignness(request.headers, request.socket.localPort);
    if (foreign === undefined) listener(request, response);
    else response.writeHead(403, { 'content-type': 'text/plain' }).end(`${foreign}\n`);
  };
}
