import type { Bench } from '../bench-line.ts';
import { prepareServing, sendAll } from '../servers/serving.ts';

const REQUESTS = 10_000;
const SIZES = [1, 10, 100, 1000];
const MEBIBYTE = 1024 * 1024;

/** Resident memory of the serving process when it has worked for a while. */
export const memory: Bench = {
  name: 'memory',
  async *run() {
    const setup = await prepareServing();
    try {
      const ours = await setup.startOurs();
      const bySize = SIZES.map(setup.bodies);
      const bodies = Array.from({ length: REQUESTS }, (_, i) => {
        const alike = bySize[i % bySize.length];
        return alike[Math.floor(i / bySize.length) % alike.length];
      });
      await sendAll(`${ours.origin}/invocations`, bodies);
      const mebibytes = ours.residentBytes() / MEBIBYTE;
      yield {
        work: 'resident memory after 10,000 mixed requests, 100 trees, MiB',
        rival: 'limit',
        ratio: mebibytes,
        goal: 100,
        better: 'lower',
        ours: `${mebibytes.toFixed(1)} MiB`,
        theirs: '',
      };
    } finally {
      await setup.remove();
    }
  },
};
