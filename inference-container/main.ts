import path from 'node:path';
import { MAX_ANSWER_BYTES_VARIABLE } from '../contracts/scoring.ts';
import { lineLog } from './log.ts';
import { decodeMaxAnswerBytes } from './serve/answers/answer-limit.ts';
import { serve } from './serve/serve.ts';
import { train } from './train/train.ts';

/** The container's program. SageMaker starts it with `serve` or `train`; only this file knows the process around it. */
const { env } = process;
const log = lineLog((line) => console.log(line), Date.now);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
process.once('SIGINT', () => stop.abort());

const mlDir = env.WEIR_ML_DIR ?? '/opt/ml';
const modelDir = env.WEIR_MODEL_DIR ?? path.join(mlDir, 'model');

try {
  await run(process.argv[2]);
  process.exit(0);
} catch (error) {
  log('ERROR', (error as Error).message);
  process.exit(1);
}

async function run(command: string | undefined): Promise<void> {
  switch (command) {
    case 'serve': {
      const port = Number(env.SAGEMAKER_BIND_TO_PORT ?? 8080);
      // SageMaker reaches the container over the network of its host
      const host = env.WEIR_HOST ?? '0.0.0.0';
      const maxAnswerBytes = decodeMaxAnswerBytes(env[MAX_ANSWER_BYTES_VARIABLE]);
      return serve({ modelDir, port, host, maxAnswerBytes }, stop.signal, log);
    }
    case 'train':
      return train({ mlDir, modelDir }, stop.signal, log, Date.now);
    default:
      throw new Error(`got the command ${JSON.stringify(command)}, wanted serve or train`);
  }
}
