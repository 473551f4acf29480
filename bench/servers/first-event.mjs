// Loads a function's bundle, gives it an event, and says how much CPU the process has taken by then.
// node first-event.mjs BUNDLE EVENT-FILE
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [, , bundle, eventFile] = process.argv;
const { handler } = await import(pathToFileURL(bundle).href);
const answer = await handler(JSON.parse(readFileSync(eventFile, 'utf8')), { getRemainingTimeInMillis: () => 60_000 });
const { user, system } = process.cpuUsage();
process.stderr.write(`${JSON.stringify({ cpuSeconds: (user + system) / 1e6, answer })}\n`, () => process.exit(0));
