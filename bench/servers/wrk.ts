import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onCpu } from './start-server.ts';

/** What wrk sends, and how. */
export interface WrkLoad {
  readonly url: string;
  /** JSON without a line break, sent in turn and from the first again. */
  readonly bodies: readonly Buffer[];
  readonly connections: number;
  readonly seconds: number;
  /** Where the bodies are left for wrk to read. */
  readonly folder: string;
  /** Where wrk runs; by default wherever the system likes. */
  readonly cpu?: number;
}

/** What wrk saw. */
export interface WrkReport {
  /** How many were answered. */
  readonly requests: number;
  /** Of the wall time of a request, seconds. */
  readonly p99Seconds: number;
}

/** Sends bodies over all connections, on each the next one as soon as the last was answered. */
export async function runWrk({ url, bodies, connections, seconds, folder, cpu }: WrkLoad): Promise<WrkReport> {
  const name = `${connections}-${bodies.length}-${bodies[0].length}`;
  const [bodyFile, script] = [join(folder, `${name}.jsonl`), join(folder, `${name}.lua`)];
  await writeFile(bodyFile, bodies.map((body) => `${body}\n`).join(''));
  await writeFile(script, sendingEach(bodyFile));
  const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '--timeout', '30s', '-s', script];
  const [program, ...args] = onCpu(cpu, ['wrk', ...options, url]);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let report = '';
  for await (const chunk of child.stdout) report += chunk;
  return decodeReport(report, url);
}

/** wrk's script, in Lua. Requests are made beforehand, so that the client is not what is waited for. */
function sendingEach(bodyFile: string): string {
  return `
local headers, requests, last = { ["Content-Type"] = "application/json" }, {}, 0
function init()
  for body in io.lines("${bodyFile}") do requests[#requests + 1] = wrk.format("POST", nil, headers, body) end
end
function request()
  last = last % #requests + 1
  return requests[last]
end
`;
}

function decodeReport(report: string, url: string): WrkReport {
  const [, requests] = /(\d+) requests in/.exec(report) ?? [];
  const [, value, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(report) ?? [];
  if (unit === undefined) throw new Error(`wrk did not report a 99th percentile: ${report}`);
  if (/Non-2xx|Socket errors/.test(report)) throw new Error(`${url} failed requests of wrk: ${report}`);
  return {
    requests: Number(requests),
    p99Seconds: Number(value) * { us: 1e-6, ms: 1e-3, s: 1 }[unit as 'us' | 'ms' | 's'],
  };
}
