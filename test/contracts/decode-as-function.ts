import { toEntries } from '../../lambda/consumer/entry.ts';

/** Decodes the record that comes on stdin twice, as is done with one that comes again, and says what it took. */
const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const record = {
  streamArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/observations',
  shardId: 'shardId-000000000000',
  sequenceNumber: '1',
  partitionKey: 'key',
  arrivalMs: Date.parse('2026-11-20T12:00:00Z'),
  bytes: Buffer.concat(chunks),
};
let entries = toEntries(record, { mapping: {}, source: 'auto' });
entries = toEntries(record, { mapping: {}, source: 'auto' });
const reasons = new Set(entries.map(({ decoded }) => (decoded.ok ? 'ok' : decoded.problem.code)));
const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(JSON.stringify({ observations: entries.length, reasons: [...reasons], peakMiB }));
