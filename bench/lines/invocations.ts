import type { Bench, BenchLine } from '../bench-line.ts';
import { interleaved, timeText } from '../measure.ts';
import { prepareServing, type ServingSetup, sendAll } from '../servers/serving.ts';
import type { RunningServer } from '../servers/start-server.ts';

/** By rows in a request: the goal against Flask, and requests in a round of ours and of theirs. */
const SIZES = [
  { rows: 1, goal: 600, ours: 16_000, theirs: 30 },
  { rows: 10, goal: 450, ours: 12_000, theirs: 30 },
  { rows: 100, goal: 220, ours: 6000, theirs: 30 },
  { rows: 1000, goal: 60, ours: 1000, theirs: 20 },
] as const;
const ROUNDS = 7;
/** So many until the compilers of both Node servers have little left to do. */
const WARM_ROUNDS = 3;
/** Enough that a server always has something to do: one that sleeps between requests is charged for waking up. */
const CONNECTIONS = 16;

/** CPU of a request to `/invocations`, against the usual tutorial's container and against a server that does nothing. */
export const invocations: Bench = {
  name: 'invocations',
  async *run({ python, flask }) {
    const setup = await prepareServing();
    try {
      const ours = await setup.startOurs();
      const bare = await setup.startBare();
      const theirs = flask && python ? await setup.startFlask(python.command) : undefined;
      yield* measure(setup, ours, bare, theirs);
    } finally {
      await setup.remove();
    }
  },
};

async function* measure(
  setup: ServingSetup,
  ours: RunningServer,
  bare: RunningServer,
  theirs: RunningServer | undefined,
): AsyncGenerator<BenchLine> {
  for (const { rows, goal, ours: count, theirs: theirCount } of SIZES) {
    const bodies = Array.from({ length: count }, () => setup.body(rows));
    const answerBytes = await sendAll(`${ours.origin}/invocations`, bodies.slice(0, 1));
    const barePath = `/${answerBytes}`;
    for (let round = 0; round < WARM_ROUNDS; round++) {
      await cpuPerRequest(ours, '/invocations', bodies);
      await cpuPerRequest(bare, barePath, bodies);
    }

    const taken = await interleaved(ROUNDS, {
      ours: () => cpuPerRequest(ours, '/invocations', bodies),
      bare: () => cpuPerRequest(bare, barePath, bodies),
      theirs: async () => (theirs ? cpuPerRequest(theirs, '/invocations', bodies.slice(0, theirCount)) : Number.NaN),
    });
    const work = `/invocations, ${rows} ${rows === 1 ? 'row' : 'rows'} of 5, CPU per request`;
    if (theirs) yield faster(work, 'gunicorn + Flask + pandas + scikit-learn', taken.ours, taken.theirs, goal);
    if (rows === 1) yield costlier(work, 'bare node:http', taken.ours, taken.bare, 1.5);
  }
}

/** Of a server at work: a tenth of the requests are sent beforehand, since it was idle while another one was measured. */
async function cpuPerRequest(server: RunningServer, path: string, bodies: readonly Buffer[]): Promise<number> {
  await sendAll(`${server.origin}${path}`, bodies.slice(0, Math.ceil(bodies.length / 10)), CONNECTIONS);
  const before = server.cpuSeconds();
  await sendAll(`${server.origin}${path}`, bodies, CONNECTIONS);
  return (server.cpuSeconds() - before) / bodies.length;
}

function faster(work: string, rival: string, ours: number, theirs: number, goal: number): BenchLine {
  return { work, rival, ratio: theirs / ours, goal, better: 'higher', ours: timeText(ours), theirs: timeText(theirs) };
}

function costlier(work: string, rival: string, ours: number, theirs: number, goal: number): BenchLine {
  return { work, rival, ratio: ours / theirs, goal, better: 'lower', ours: timeText(ours), theirs: timeText(theirs) };
}
