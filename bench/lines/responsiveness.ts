import type { Bench } from '../bench-line.ts';
import { interleaved, timeText } from '../measure.ts';
import { prepareServing, sendAll } from '../servers/serving.ts';
import { runWrk } from '../servers/wrk.ts';

const ROUNDS = 3;
const SECONDS = 5;

/**
 * How long a small request waits while others are large: wall time, against a server that does nothing under a like
 * load.
 */
export const responsiveness: Bench = {
  name: 'responsiveness',
  async *run({ wrk }) {
    if (!wrk) return;
    const setup = await prepareServing();
    try {
      const [ours, bare] = [await setup.startOurs(), await setup.startBare()];
      const [one, thousand] = [setup.bodies(1), setup.bodies(1000)];
      const ourUrl = `${ours.origin}/invocations`;
      const bareUrl = async ([body]: Buffer[]) => `${bare.origin}/${await sendAll(ourUrl, [body])}`;
      const [bareOne, bareThousand] = [await bareUrl(one), await bareUrl(thousand)];
      const underLoad = async (oneUrl: string, thousandUrl: string) => {
        const { folder } = setup;
        const load = runWrk({ url: thousandUrl, bodies: thousand, connections: 4, seconds: SECONDS + 1, folder });
        const { p99Seconds } = await runWrk({ url: oneUrl, bodies: one, connections: 1, seconds: SECONDS, folder });
        await load;
        return p99Seconds;
      };
      const taken = await interleaved(ROUNDS, {
        ours: () => underLoad(ourUrl, ourUrl),
        bare: () => underLoad(bareOne, bareThousand),
      });
      yield {
        work: 'p99 of 1-row requests while four connections send 1000 rows each',
        rival: 'bare node:http',
        ratio: taken.ours / taken.bare,
        goal: 5,
        better: 'lower',
        ours: timeText(taken.ours),
        theirs: timeText(taken.bare),
      };
    } finally {
      await setup.remove();
    }
  },
};
