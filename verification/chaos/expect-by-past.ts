import { DescribeStreamSummaryCommand } from '@aws-sdk/client-kinesis';
import { OUTPUTS } from '../../contracts/installation.ts';
import { learnerOf } from '../../lambda/source-state/learner.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import type { CloudClients } from './cloud-clients.ts';
import type { ChaosAssembly } from './compressed-assembly.ts';
import { expectWithPast } from './expected-verdicts.ts';
import { CRASHED, type Ledger } from './ledger.ts';
import { plainPass } from './plain-pass.ts';
import type { Promoter } from './promoter.ts';

export interface PastContext extends Pick<ChaosAssembly, 'settings'> {
  readonly promoter: Promoter;
  readonly cloud: LocalCloud;
  readonly clients: CloudClients;
  readonly ledger: Ledger;
}

/**
 * When everything has come to rest, and it is known which records nobody may decode: says of each observation what its
 * verdict must be, by the one version that judges what arrived then, together with the past of its source. Where
 * sources have no past, nothing changes.
 */
export async function expectByPast({ cloud, clients, ledger, promoter, settings }: PastContext): Promise<void> {
  const { sourceState: rules } = settings;
  if (!rules) return;
  const StreamName = cloud.outputs[OUTPUTS.streamName];
  const { StreamDescriptionSummary } = await clients.kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
  const modelOf = await promoter.judging();
  await plainPass({
    client: clients.kinesis,
    streamArn: StreamDescriptionSummary!.StreamARN!,
    learner: learnerOf(rules, settings),
    isUndecoded(record) {
      const first = `${record}:0`;
      return ledger.planned(first)?.fate === 'poisoned' || ((ledger.became(first) ?? 0) & CRASHED) !== 0;
    },
    onObservation(identity, { observation, arrivalMs, past }) {
      const planned = ledger.planned(identity);
      if (!planned || !('verdicts' in planned)) return;
      // Incidents go by the time of an observation, cut at its arrival: a clock may be in the year 9999.
      const cut = { ...observation, timestampMs: Math.min(observation.timestampMs, arrivalMs) };
      ledger.plan(identity, expectWithPast(planned, cut, past, { models: [modelOf(arrivalMs)], rules }));
    },
  });
}
