import { DescribeStreamSummaryCommand } from '@aws-sdk/client-kinesis';
import { OUTPUTS } from '../../contracts/installation.ts';
import { learnerOf } from '../../lambda/source-state/learner.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import type { CloudClients } from './cloud-clients.ts';
import type { ChaosAssembly } from './compressed-assembly.ts';
import { expectWithPast } from './expected-verdicts.ts';
import { CRASHED, type Ledger } from './ledger.ts';
import { plainPass } from './plain-pass.ts';
import type { ChaosStage } from './set-stage.ts';

export interface PastContext extends Pick<ChaosStage, 'models'>, Pick<ChaosAssembly, 'settings'> {
  readonly cloud: LocalCloud;
  readonly clients: CloudClients;
  readonly ledger: Ledger;
}

/**
 * When everything has come to rest, and it is known which records nobody may decode: says of each observation what its
 * verdicts must be together with the past of its source. Where sources have no past, nothing changes.
 */
export async function expectByPast({ cloud, clients, ledger, models, settings }: PastContext): Promise<void> {
  const { sourceState: rules } = settings;
  if (!rules) return;
  const StreamName = cloud.outputs[OUTPUTS.streamName];
  const { StreamDescriptionSummary } = await clients.kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
  await plainPass({
    client: clients.kinesis,
    streamArn: StreamDescriptionSummary!.StreamARN!,
    learner: learnerOf(rules, settings),
    isUndecoded(record) {
      const first = `${record}:0`;
      return ledger.planned(first)?.fate === 'poisoned' || ((ledger.became(first) ?? 0) & CRASHED) !== 0;
    },
    onObservation(identity, observation, past) {
      const planned = ledger.planned(identity);
      if (!planned || !('verdicts' in planned)) return;
      ledger.plan(identity, expectWithPast(planned, observation, past, { models, rules }));
    },
  });
}
