import { type RulesChange, rulesVersion } from '../../contracts/rules-object.ts';
import { readRulesFile } from '../../settings/rules-file.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { type Finding, find } from '../status/finding.ts';
import {
  bootstrapFinding,
  type Caller,
  concurrencyFinding,
  credentialsFinding,
  type DescribedStream,
  type Docker,
  dockerFinding,
  instancesFinding,
  instancesQuota,
  keyFinding,
  noCredentialsFinding,
  peopleFinding,
  rulesFinding,
  SERVERLESS_QUOTA,
  serverlessFinding,
  streamFinding,
} from './findings.ts';

/** Whom preflight asks. */
export interface PreflightPorts {
  caller(): Promise<Caller>;
  bootstrapVersion(): Promise<number | undefined>;
  docker(): Promise<Docker | undefined>;
  concurrentExecutions(): Promise<number>;
  /** @param name of the quota; undefined where Service Quotas does not have it */
  sageMakerQuota(name: string): Promise<number | undefined>;
  stream(streamArn: string): Promise<DescribedStream | undefined>;
  keyState(keyArn: string): Promise<string | undefined>;
  /** Which rules hold of an installation; undefined where it is not there, or none do. */
  heldRules(installation: string): Promise<RulesChange | undefined>;
}

/** Without these there is no deployment. */
const NEEDED = ['credentials', 'bootstrap', 'docker', 'stream', 'key', 'instances', 'serverless', 'rules'];

/** Finds out whether a deployment with these settings can succeed; changes nothing. */
export function preflight(settings: Settings, ports: PreflightPorts): Promise<Finding[]> {
  const { streamArn, streamKeyArn, scoring, rules } = settings;
  const caller = ports.caller();
  return Promise.all([
    find('credentials', () => caller.then((found) => credentialsFinding(found, settings), noCredentialsFinding)),
    find('bootstrap', async () => bootstrapFinding(await ports.bootstrapVersion(), await caller)),
    ...(scoring === 'endpoint' ? [find('docker', async () => dockerFinding(await ports.docker()))] : []),
    find('people', async () => peopleFinding(settings)),
    find('functions', async () => concurrencyFinding(await ports.concurrentExecutions())),
    ...(scoring === 'endpoint' ? [endpointRoom(settings, ports)] : []),
    ...(rules === undefined
      ? []
      : [
          find('rules', async () =>
            rulesFinding(await ports.heldRules(settings.name), rulesVersion(readRulesFile(rules)), rules),
          ),
        ]),
    ...(streamArn ? [find('stream', async () => streamFinding(await ports.stream(streamArn), settings))] : []),
    ...(streamKeyArn ? [find('key', async () => keyFinding(await ports.keyState(streamKeyArn), streamKeyArn))] : []),
  ]);
}

/** Whether the account has room for the endpoint. */
function endpointRoom(settings: Settings, ports: PreflightPorts): Promise<Finding> {
  const { endpoint, endpointMaxConcurrency = 5, endpointInstanceType: type = 'ml.m5.large' } = settings;
  if (endpoint === 'serverless') {
    return find('serverless', async () =>
      serverlessFinding(await ports.sageMakerQuota(SERVERLESS_QUOTA), endpointMaxConcurrency),
    );
  }
  const { endpointInstances = 1, endpointMaxInstances = endpointInstances } = settings;
  return find('instances', async () =>
    instancesFinding(await ports.sageMakerQuota(instancesQuota(type)), type, endpointMaxInstances),
  );
}

/** Those for which a deployment would fail. */
export function inTheWay(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ about, state }) => state === 'attention' && NEEDED.includes(about));
}
