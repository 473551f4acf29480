import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface WrkRun {
  readonly url: string;
  readonly body: Buffer;
  readonly connections: number;
  readonly seconds: number;
  /** Where the body is left for wrk to read. */
  readonly folder: string;
}

/** Sends the body over all connections as fast as answers come. @returns the 99th percentile of the wall time of a request, seconds */
export async function runWrk({ url, body, connections, seconds, folder }: WrkRun): Promise<number> {
  const name = `${connections}-${body.length}`;
  const [bodyFile, script] = [join(folder, `${name}.json`), join(folder, `${name}.lua`)];
  await writeFile(bodyFile, body);
  const lines = [
    'wrk.method = "POST"',
    'wrk.headers["Content-Type"] = "application/json"',
    `wrk.body = io.open("${bodyFile}", "rb"):read("*a")`,
  ];
  await writeFile(script, lines.join('\n'));
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '--timeout', '30s', '-s', script, url];
  const child = spawn('wrk', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let report = '';
  for await (const chunk of child.stdout) report += chunk;
  const [, value, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(report) ?? [];
  if (unit === undefined) throw new Error(`wrk did not report a 99th percentile: ${report}`);
  if (/Non-2xx/.test(report)) throw new Error(`${url} refused requests of wrk: ${report}`);
  return Number(value) * { us: 1e-6, ms: 1e-3, s: 1 }[unit as 'us' | 'ms' | 's'];
}
