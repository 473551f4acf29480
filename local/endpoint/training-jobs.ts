import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceError } from '../gateway/service.ts';
import type { Authoriser } from '../iam/authoriser.ts';
import type { LogGroups } from '../logs/log-groups.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import type { Assembly } from '../template/assembly.ts';
import { type AwsEnvironment, PARTITION } from '../template/aws-environment.ts';
import { type ExecutionRole, executionRole } from './execution-role.ts';
import { imageDirOf } from './image-dir.ts';
import { runTraining } from './run-training.ts';

/** Of CreateTrainingJob, what the local cloud goes by. */
export interface TrainingJobRequest {
  readonly TrainingJobName: string;
  readonly RoleArn: string;
  readonly AlgorithmSpecification: { readonly TrainingImage: string };
  readonly HyperParameters?: Readonly<Record<string, string>>;
  readonly InputDataConfig: readonly {
    readonly ChannelName: string;
    readonly DataSource: { readonly S3DataSource: { readonly S3Uri: string } };
  }[];
  readonly OutputDataConfig: { readonly S3OutputPath: string };
}

type Status = 'InProgress' | 'Completed' | 'Failed';

interface Job {
  readonly request: TrainingJobRequest;
  status: Status;
  failureReason?: string;
  readonly transitions: { Status: string; StartTime: number; StatusMessage: string }[];
}

export interface TrainingJobsOptions {
  readonly place: AwsEnvironment;
  readonly images: Assembly['images'];
  readonly objects: Pick<ObjectStore, 'get' | 'keys' | 'put'>;
  readonly authorise: Authoriser['authorise'];
  readonly logs: Pick<LogGroups, 'write'>;
}

const LOG_GROUP = '/aws/sagemaker/TrainingJobs';

/** Training jobs: each runs its image's program once, on what its role may read, and puts what it made where it may. */
export class TrainingJobs {
  readonly #options: TrainingJobsOptions;
  readonly #jobs = new Map<string, Job>();
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(options: TrainingJobsOptions) {
    this.#options = options;
  }

  /** @throws {ServiceError} as SageMaker refuses it */
  create(request: TrainingJobRequest): object {
    const { TrainingJobName: name } = request;
    if (!/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/.test(name)) throw invalid(`TrainingJobName ${name} is not allowed`);
    if (this.#jobs.has(name)) throw new ServiceError('ResourceInUse', `Training job names must be unique, got ${name}`);
    const job: Job = { request, status: 'InProgress', transitions: [] };
    this.#jobs.set(name, job);
    const run = this.#finish(job).finally(() => this.#running.delete(run));
    this.#running.add(run);
    return { TrainingJobArn: this.#arnOf(name) };
  }

  /** @throws {ServiceError} of a job that there is not */
  describe(name: string): object {
    const job = this.#jobs.get(name);
    if (!job) throw invalid('Requested resource not found.');
    const { request, status, failureReason, transitions } = job;
    return {
      ...request,
      TrainingJobArn: this.#arnOf(name),
      TrainingJobStatus: status,
      SecondaryStatus: transitions.at(-1)?.Status ?? 'Starting',
      SecondaryStatusTransitions: transitions,
      ...(failureReason !== undefined && { FailureReason: failureReason }),
      ModelArtifacts: { S3ModelArtifacts: artifactsOf(request) },
    };
  }

  /** Ends the programs that run. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running);
  }

  async #finish(job: Job): Promise<void> {
    const { place, authorise, objects } = this.#options;
    const { request } = job;
    const mlDir = mkdtempSync(join(tmpdir(), 'weir-training-'));
    try {
      const role = executionRole(request.RoleArn, place, authorise);
      enter(job, 'Starting', 'Preparing the instances for training');
      role.pullImage(request.AlgorithmSpecification.TrainingImage);
      enter(job, 'Downloading', 'Downloading input data');
      const files = this.#filesOf(request, role);
      enter(job, 'Training', 'Training image download completed. Training in progress.');
      const archive = await this.#run(job, mlDir, files, role);
      enter(job, 'Uploading', 'Uploading generated training model');
      const { bucket, key } = placeOf(artifactsOf(request));
      role.putResult(bucket, key);
      objects.put(bucket, key, archive);
      enter(job, 'Completed', 'Training job completed');
      job.status = 'Completed';
    } catch (error) {
      job.failureReason = (error as Error).message;
      enter(job, 'Failed', 'Training job failed');
      job.status = 'Failed';
    } finally {
      rmSync(mlDir, { recursive: true, force: true });
    }
  }

  #run({ request }: Job, mlDir: string, files: ReadonlyMap<string, Uint8Array>, role: ExecutionRole) {
    const { images, logs } = this.#options;
    const mayLog = role.mayMakeLogs(LOG_GROUP);
    return runTraining({
      imageDir: imageDirOf(request.AlgorithmSpecification.TrainingImage, images),
      hyperparameters: request.HyperParameters ?? {},
      log: (line) => mayLog && logs.write(LOG_GROUP, 'TrainingJobs', line),
      stop: this.#stopping.signal,
      mlDir,
      files,
    });
  }

  #filesOf({ InputDataConfig }: TrainingJobRequest, role: ExecutionRole): ReadonlyMap<string, Uint8Array> {
    const { objects } = this.#options;
    const files = new Map<string, Uint8Array>();
    for (const { ChannelName, DataSource } of InputDataConfig) {
      const { S3Uri } = DataSource.S3DataSource;
      const { bucket, key: prefix } = placeOf(S3Uri);
      role.listRows(bucket);
      for (const key of objects.keys(bucket).filter((each) => each.startsWith(prefix))) {
        role.readRows(bucket, key);
        files.set(`${ChannelName}/${key.slice(prefix.length)}`, objects.get(bucket, key).body);
      }
      if (files.size === 0) throw invalid(`No S3 objects found under S3 URL "${S3Uri}" given in input data source.`);
    }
    return files;
  }

  #arnOf(name: string): string {
    const { region, accountId } = this.#options.place;
    return `arn:${PARTITION}:sagemaker:${region}:${accountId}:training-job/${name}`;
  }
}

function enter({ transitions }: Job, Status: string, StatusMessage: string): void {
  transitions.push({ Status, StatusMessage, StartTime: Date.now() / 1000 });
}

function artifactsOf({ OutputDataConfig, TrainingJobName }: TrainingJobRequest): string {
  return `${OutputDataConfig.S3OutputPath.replace(/\/$/, '')}/${TrainingJobName}/output/model.tar.gz`;
}

function placeOf(uri: string): { bucket: string; key: string } {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri) ?? [];
  return { bucket, key };
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
