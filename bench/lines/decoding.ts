import { decodeRecord } from '../../contracts/decode-record.ts';
import type { Bench } from '../bench-line.ts';
import { cpuSecondsEach, interleaved, timeText } from '../measure.ts';

const ROUNDS = 15;
const CALLS = 40;
const OBSERVATIONS = 500;
const CONTEXT = { partitionKey: 'pump-7', arrivalMs: Date.parse('2026-11-20T12:00:00Z') };

/** One form of a record, and the least that anybody must do to read it. */
interface Form {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly least: (text: string) => unknown;
  readonly goal: number;
}

const rows = Array.from({ length: OBSERVATIONS }, (_, i) => {
  const values = Array.from({ length: 5 }, (_, f) => [`feature_${f + 1}`, ((i * 37 + f * 101) % 997) / 10]);
  return Object.fromEntries(values) as Record<string, number>;
});
const full = rows.map((features, i) => ({
  source: `pump-${i % 20}`,
  timestamp: new Date(CONTEXT.arrivalMs + i).toISOString(),
  features,
}));
const flat = rows.map((features, i) => ({ source: `pump-${i % 20}`, ...features }));
const lines = (values: readonly object[]) => values.map((value) => JSON.stringify(value)).join('\n');
const numbers = rows.map((row) => Object.values(row).join(',')).join('\n');

const parseLines = (text: string) => text.split('\n').map((line) => JSON.parse(line));
const splitLines = (text: string) => text.split('\n').map((line) => line.split(',').map(Number));

const FORMS: readonly Form[] = [
  { name: 'full form on lines', bytes: Buffer.from(lines(full)), least: parseLines, goal: 4 },
  { name: 'flat JSON on lines', bytes: Buffer.from(lines(flat)), least: parseLines, goal: 4 },
  { name: 'an array of flat JSON', bytes: Buffer.from(JSON.stringify(flat)), least: JSON.parse, goal: 4 },
  { name: 'lines of numbers', bytes: Buffer.from(numbers), least: splitLines, goal: 4 },
];

/** Decoding a record, against the least that anybody must do with its text. */
export const decoding: Bench = {
  name: 'decoding',
  async *run() {
    for (const { name, bytes, least, goal } of FORMS) {
      const ours = () => cpuSecondsEach(CALLS, () => decodeRecord(bytes, CONTEXT));
      const theirs = () => cpuSecondsEach(CALLS, () => least(new TextDecoder().decode(bytes)));
      for (let i = 0; i < 10; i++) [ours, theirs].map((measure) => measure());
      const taken = await interleaved(ROUNDS, { ours, theirs });
      yield {
        work: `decode ${OBSERVATIONS} observations of 5, ${name}`,
        rival: 'JSON.parse or split alone',
        ratio: taken.ours / taken.theirs,
        goal,
        better: 'lower',
        ours: timeText(taken.ours),
        theirs: timeText(taken.theirs),
      };
    }
  },
};
