import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ACCOUNT_ID, type AwsEnvironment, substitutePseudoParameters } from './aws-environment.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly Condition?: string;
}

export interface Template {
  readonly Metadata?: JsonObject;
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: Json }>>;
  readonly Mappings?: JsonObject;
  readonly Conditions?: JsonObject;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: Json; readonly Export?: { readonly Name: Json }; readonly Condition?: string }>
  >;
}

export interface Stack {
  readonly name: string;
  readonly template: Template;
}

/** What `cdk synth` wrote: templates, and where on disk the files, folders and images are that they refer to. */
export interface Assembly {
  readonly place: AwsEnvironment;
  readonly stacks: readonly Stack[];
  /** `bucket/key` of a file or zipped folder to its absolute path; a zipped folder's path is the folder's. */
  readonly files: ReadonlyMap<string, string>;
  /** Image tag to the absolute path of its build folder. */
  readonly images: ReadonlyMap<string, string>;
}

interface Manifest {
  readonly artifacts: Readonly<Record<string, Artifact>>;
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly properties?: { readonly templateFile?: string; readonly stackName?: string; readonly file?: string };
}

interface AssetManifest {
  readonly files?: Readonly<Record<string, FileAsset>>;
  readonly dockerImages?: Readonly<Record<string, ImageAsset>>;
}

interface FileAsset {
  readonly source: { readonly path?: string };
  readonly destinations: Readonly<Record<string, { readonly bucketName: string; readonly objectKey: string }>>;
}

interface ImageAsset {
  readonly source: { readonly directory?: string };
  readonly destinations: Readonly<Record<string, { readonly imageTag: string }>>;
}

/** @throws when `dir` holds no cloud assembly */
export function readAssembly(dir: string): Assembly {
  const artifacts = Object.entries(readManifest(dir).artifacts);
  const stacks = artifacts
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, { properties = {} }]): Stack => {
      return { name: properties.stackName ?? id, template: readJson<Template>(join(dir, properties.templateFile!)) };
    });
  const place = placeOf(
    artifacts.map(([, { environment }]) => environment),
    stacks,
  );
  const manifests = artifacts
    .filter(([, { type }]) => type === 'cdk:asset-manifest')
    .map(([, { properties = {} }]) => readJson<AssetManifest>(join(dir, properties.file!)));
  return { place, stacks, files: filesOf(manifests, dir, place), images: imagesOf(manifests, dir) };
}

function filesOf(manifests: readonly AssetManifest[], dir: string, place: AwsEnvironment): Assembly['files'] {
  const files = new Map<string, string>();
  for (const { source, destinations } of manifests.flatMap(({ files = {} }) => Object.values(files))) {
    if (source.path === undefined) continue;
    for (const { bucketName, objectKey } of Object.values(destinations)) {
      files.set(substitutePseudoParameters(`${bucketName}/${objectKey}`, place), resolve(dir, source.path));
    }
  }
  return files;
}

function imagesOf(manifests: readonly AssetManifest[], dir: string): Assembly['images'] {
  const images = new Map<string, string>();
  for (const { source, destinations } of manifests.flatMap(({ dockerImages = {} }) => Object.values(dockerImages))) {
    if (source.directory === undefined) continue;
    for (const { imageTag } of Object.values(destinations)) images.set(imageTag, resolve(dir, source.directory));
  }
  return images;
}

function readManifest(dir: string): Manifest {
  try {
    return readJson<Manifest>(join(dir, 'manifest.json'));
  } catch (cause) {
    throw new Error(`no cloud assembly in ${dir} (its manifest.json cannot be read): run npm run synth first`, {
      cause,
    });
  }
}

/** Our own synthesis wrote these files a moment ago, so their shape is taken as it is. */
function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

/**
 * Where the first stack that is bound to an environment is to be; else where a stream is that the app reads and does
 * not make.
 */
function placeOf(environments: readonly (string | undefined)[], stacks: readonly Stack[]): AwsEnvironment {
  for (const environment of environments) {
    const [, accountId, region] = /^aws:\/\/(\d{12})\/([a-z0-9-]+)$/.exec(environment ?? '') ?? [];
    if (accountId && region && region !== 'unknown-region') return { accountId, region };
  }
  for (const { Type, Properties } of stacks.flatMap(({ template }) => Object.values(template.Resources))) {
    const source = Type === 'AWS::Lambda::EventSourceMapping' ? Properties?.EventSourceArn : undefined;
    const [, region, accountId] = /^arn:aws[\w-]*:kinesis:([\w-]+):(\d{12}):/.exec(String(source)) ?? [];
    if (accountId && region) return { accountId, region };
  }
  return { accountId: ACCOUNT_ID, region: 'us-east-1' };
}
