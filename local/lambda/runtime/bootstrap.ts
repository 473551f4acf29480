/**
 * The program in a function's process: what the managed Node.js 24 runtime is on AWS. Loads the handler, then asks for
 * one invocation after another. It speaks only the public Runtime API, so that AWS's own client can take its place.
 */
import { endOfLog } from './end-of-log.ts';
import { toErrorJson } from './error-json.ts';
import { type Handler, loadHandler } from './load-handler.ts';
import { patchConsole } from './patch-console.ts';
import { type Invocation, runtimeClient } from './runtime-client.ts';

let requestId = 'undefined';
const environment = process.env;
const client = runtimeClient(environment.AWS_LAMBDA_RUNTIME_API!);
patchConsole(environment, () => requestId);

const handler = await initialise();
for (;;) await handle(await client.next());

async function initialise(): Promise<Handler> {
  try {
    return await loadHandler(environment.LAMBDA_TASK_ROOT!, environment._HANDLER!);
  } catch (error) {
    console.error('Init Error', JSON.stringify(toErrorJson(error)));
    await client.failInit(toErrorJson(error));
    process.exit(1);
  }
}

async function handle(invocation: Invocation): Promise<void> {
  requestId = invocation.requestId;
  if (invocation.traceId) environment._X_AMZN_TRACE_ID = invocation.traceId;
  try {
    const answer = await handler(invocation.event, contextOf(invocation));
    await endLog();
    await client.respond(requestId, answer);
  } catch (error) {
    console.error('Invoke Error', JSON.stringify(toErrorJson(error)));
    await endLog();
    await client.fail(requestId, toErrorJson(error));
  }
}

/** What was logged before the answer is out before it, too: a process that dies right after has said what it did. */
async function endLog(): Promise<void> {
  await new Promise((done) => process.stderr.write('', done));
  await new Promise((done) => process.stdout.write(`${endOfLog(requestId)}\n`, done));
}

function contextOf({ requestId: awsRequestId, functionArn: invokedFunctionArn, deadlineMs }: Invocation): object {
  return {
    awsRequestId,
    invokedFunctionArn,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    // By the clock that no preloaded module sets ahead.
    getRemainingTimeInMillis: () => Math.floor(deadlineMs - performance.timeOrigin - performance.now()),
  };
}
