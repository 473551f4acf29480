import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FunctionConfiguration } from '../../../local/lambda/function-configuration.ts';
import { type LambdaFunction, lambdaFunction } from '../../../local/lambda/lambda-function.ts';

export interface DeployedFunction extends LambdaFunction {
  /** Every line of its log so far. */
  readonly lines: readonly string[];
}

export interface Deployment extends Partial<FunctionConfiguration> {
  /** File name to source. */
  readonly files: Readonly<Record<string, string>>;
  readonly bootstrap?: string;
  /** Hears each line of its log. */
  readonly log?: (line: string) => void;
}

/** A function with these files, in its own processes, until the test is over. */
export function deploy({ files, bootstrap, log, ...configuration }: Deployment): DeployedFunction {
  const codeDir = mkdtempSync(join(tmpdir(), 'weir-function-'));
  for (const [name, source] of Object.entries(files)) writeFileSync(join(codeDir, name), source);
  const lines: string[] = [];
  const deployed = lambdaFunction({
    bootstrap,
    log: (line) => {
      lines.push(line);
      log?.(line);
    },
    environment: {
      region: 'eu-west-1',
      endpointUrl: 'http://127.0.0.1:9',
      credentials: { AWS_ACCESS_KEY_ID: 'ASIAROLE', AWS_SECRET_ACCESS_KEY: 'local', AWS_SESSION_TOKEN: 'local' },
    },
    configuration: {
      logicalId: 'Function1',
      name: 'the-function',
      arn: 'arn:aws:lambda:eu-west-1:000000000000:function:the-function',
      roleArn: 'arn:aws:iam::000000000000:role/the-role',
      codeDir,
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      memoryMb: 256,
      timeoutMs: 3_000,
      maxConcurrency: 1000,
      logFormat: 'Text',
      applicationLogLevel: undefined,
      logGroupName: '/the/group',
      variables: {},
      ...configuration,
    },
  });
  onTestFinished(async () => {
    await deployed.stop();
    rmSync(codeDir, { recursive: true });
  });
  return { ...deployed, lines };
}

/** One ES module that exports `handler`. */
export function handlerModule(body: string): Record<string, string> {
  return { 'index.mjs': `export const handler = async (event, context) => { ${body} };` };
}
