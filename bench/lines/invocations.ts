import type { Bench, BenchLine } from '../bench-line.ts';
import { interleaved, timeText } from '../measure.ts';
import { prepareServing, type ServingSetup, sendAll } from '../servers/serving.ts';
import type { RunningServer } from '../servers/start-server.ts';
import { runWrk, type WrkLoad } from '../servers/wrk.ts';

/** By rows in a request: the goal against Flask, and against the bare server. */
const SIZES = [
  { rows: 1, goal: 400, bareGoal: 1.5 },
  { rows: 10, goal: 330 },
  { rows: 100, goal: 130 },
  { rows: 1000, goal: 30 },
] as const;
/** Many and short: where the machine is slow for some seconds, the median does not see it. */
const ROUNDS = 25;
const ROUND_SECONDS = 1;
/** Until the compilers of both Node servers have little left to do, which takes long at few requests a second. */
const WARM_SECONDS = 15;
/**
 * Enough that a server always has something to do: one that sleeps between requests is charged for waking up. Flask's
 * worker takes one connection after the other; more than two would still keep it at work when the others are measured.
 */
const CONNECTIONS = 16;
const FLASK_CONNECTIONS = 2;

/** Servers and client share one: to answer a client elsewhere costs the interrupt that wakes its processor. */
const CPU = 0;

/** CPU of a request to `/invocations`, against the usual tutorial's container and a server that does nothing. */
export const invocations: Bench = {
  name: 'invocations',
  async *run({ python, flask, wrk }) {
    if (!wrk) return;
    const setup = await prepareServing(CPU);
    try {
      const ours = await setup.startOurs();
      const bare = await setup.startBare();
      const theirs = flask && python ? await setup.startFlask(python.command) : undefined;
      for (const size of SIZES) yield* measure(setup, { ours, bare, theirs }, size);
    } finally {
      await setup.remove();
    }
  },
};

interface Servers {
  readonly ours: RunningServer;
  readonly bare: RunningServer;
  readonly theirs: RunningServer | undefined;
}

async function* measure(
  { folder, bodies: bodiesOf }: ServingSetup,
  { ours, bare, theirs }: Servers,
  { rows, goal, bareGoal }: { rows: number; goal: number; bareGoal?: number },
): AsyncGenerator<BenchLine> {
  const bodies = bodiesOf(rows);
  const [ourUrl, theirUrl] = [`${ours.origin}/invocations`, `${theirs?.origin}/invocations`];
  const answerBytes = await sendAll(ourUrl, bodies.slice(0, 1));
  const bareUrl = `${bare.origin}/${answerBytes}`;
  const load = { bodies, folder, connections: CONNECTIONS, seconds: ROUND_SECONDS, cpu: CPU };
  await runWrk({ ...load, url: ourUrl, seconds: WARM_SECONDS });
  if (bareGoal) await runWrk({ ...load, url: bareUrl, seconds: WARM_SECONDS });

  const taken = await interleaved(ROUNDS, {
    ours: () => cpuPerRequest(ours, { ...load, url: ourUrl }),
    bare: async () => (bareGoal ? cpuPerRequest(bare, { ...load, url: bareUrl }) : Number.NaN),
    theirs: async () =>
      theirs ? cpuPerRequest(theirs, { ...load, url: theirUrl, connections: FLASK_CONNECTIONS }) : Number.NaN,
  });
  const work = `/invocations, ${rows} ${rows === 1 ? 'row' : 'rows'} of 5, CPU per request`;
  if (theirs) yield faster(work, 'gunicorn + Flask + pandas + scikit-learn', taken.ours, taken.theirs, goal);
  if (bareGoal) yield costlier(work, 'bare node:http', taken.ours, taken.bare, bareGoal);
}

async function cpuPerRequest(server: RunningServer, load: WrkLoad): Promise<number> {
  const before = server.cpuSeconds();
  const { requests } = await runWrk(load);
  return (server.cpuSeconds() - before) / requests;
}

function faster(work: string, rival: string, ours: number, theirs: number, goal: number): BenchLine {
  return { work, rival, ratio: theirs / ours, goal, better: 'higher', ours: timeText(ours), theirs: timeText(theirs) };
}

function costlier(work: string, rival: string, ours: number, theirs: number, goal: number): BenchLine {
  return { work, rival, ratio: ours / theirs, goal, better: 'lower', ours: timeText(ours), theirs: timeText(theirs) };
}
