import { lineLog } from './log.ts';
import { serve } from './serve/serve.ts';

/** The container's program. SageMaker starts it with `serve` or `train`; only this file knows the process around it. */
const { env } = process;
const log = lineLog((line) => console.log(line), Date.now);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
process.once('SIGINT', () => stop.abort());

try {
  process.exitCode = await run(process.argv[2]);
} catch (error) {
  log('ERROR', (error as Error).message);
  process.exitCode = 1;
}

async function run(command: string | undefined): Promise<number> {
  if (command === 'serve') {
    await serve(
      {
        modelDir: env.WEIR_MODEL_DIR ?? '/opt/ml/model',
        port: Number(env.SAGEMAKER_BIND_TO_PORT ?? 8080),
        // SageMaker reaches the container over the network of its host
        host: env.WEIR_HOST ?? '0.0.0.0',
      },
      stop.signal,
      log,
    );
    return 0;
  }
  log('ERROR', `got the command ${JSON.stringify(command)}, wanted serve or train`);
  return 2;
}
