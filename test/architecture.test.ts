import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** What each room may import: rooms, packages, and `node:*` for Node's own modules. Its own files go without saying. */
const ROOMS: Record<string, readonly string[]> = {
  // The messages between rooms: no I/O, and nothing that a bundle would not want.
  contracts: ['zod/mini', 'node:crypto', 'node:buffer'],
  // Loops over numbers; Node's modules are for the build of the kernels alone.
  kernels: ['node:crypto', 'node:fs', 'node:path'],
  // Numbers in, scores out: no I/O, no AWS, no clock.
  detectors: ['contracts', 'kernels'],
  // What is known of one source: pure, the same bits on every machine.
  streams: ['contracts', 'kernels'],
  tabular: ['contracts', 'node:*', 'csv-parse', 'csv-parse/*', 'dayjs', 'dayjs/*', 'hyparquet', 'hyparquet/*'],
  model: ['contracts', 'detectors', 'kernels', 'streams', 'node:*', 'tar-stream', 'zod/mini'],
  // What a model is trained on, when, and whether it may judge: no I/O, no AWS, no clock.
  training: ['contracts', 'kernels', 'detectors', 'model', 'streams', 'node:crypto'],
  'inference-container': ['contracts', 'kernels', 'model', 'tabular', 'node:*'],
  // The rules about incidents and alerts: no I/O, no AWS, no clock. Functions and previews run the very same.
  incidents: ['contracts', 'node:crypto'],
  // What people want to hear of: no I/O, no AWS, no clock. The consumer and commands run the very same.
  rules: ['contracts', 'incidents', 'streams', 'picomatch', 'ical.js'],
  // Alerts in words, for each kind of receiver: pure.
  messages: ['contracts', 'rules'],
  // What became of each incident: pure, and the table that functions and commands alike write.
  history: ['contracts', 'incidents', '@aws-sdk/client-dynamodb'],
  // Which model judges: the rules are pure, and the bucket is asked by functions and commands alike.
  registry: ['contracts', '@aws-sdk/client-s3'],
  lambda: [
    'contracts',
    'history',
    'incidents',
    'messages',
    'registry',
    'rules',
    'streams',
    'training',
    // The function scores by the container's own code, and the trainer judges what it trained.
    'inference-container',
    'model',
    'node:*',
    '@aws-sdk/*',
    '@aws-lambda-powertools/*',
    '@opentelemetry/*',
    'aws-lambda',
    'p-limit',
    'fastest-levenshtein',
    'standardwebhooks',
  ],
  // An installation seen from outside: find it, read it, put records.
  operations: [
    'contracts',
    'history',
    'incidents',
    'model',
    'registry',
    'rules',
    'settings',
    'streams',
    'tabular',
    'training',
    'node:*',
    '@aws-sdk/*',
    '@grafana/grafana-foundation-sdk/*',
    'cli-table3',
    'p-limit',
    'zod/mini',
  ],
  // Rows to one page.
  report: ['contracts', 'incidents', 'node:*', 'esbuild', 'uplot'],
  // What a user may set: its schema, its file and what is wrong with it. No CDK, because commands read it, too.
  settings: ['contracts', 'node:*', 'zod'],
  // What an installation costs under a load: pure, no AWS.
  costs: ['contracts', 'settings'],
  // What runs elsewhere as the files that Node reads there; reaches for it by path.
  bundles: ['node:*', 'esbuild'],
  // Reaches for contracts and for file paths, never for the code that it ships.
  lib: ['bundles', 'contracts', 'settings', 'node:*', 'aws-cdk-lib', 'constructs'],
  bin: ['costs', 'lib', 'settings', 'aws-cdk-lib', 'cdk-nag'],
};

/** What stands in for AWS imports no other room; packages and Node's modules are free. Nobody imports the CDK app. */
const RUN_BY_PEOPLE: Record<string, readonly string[]> = {
  local: [],
  // Thin commands: what they do is in the rooms behind them. Of local its public door.
  scripts: [
    ...['contracts', 'costs', 'history', 'incidents', 'kernels', 'local', 'messages', 'model', 'operations'],
    ...['registry', 'report', 'rules', 'settings', 'streams', 'tabular', 'training'],
  ],
  // What sees the promises kept looks inside everything.
  verification: [
    ...['contracts', 'detectors', 'history', 'incidents', 'inference-container', 'kernels', 'lambda', 'local'],
    ...[
      'messages',
      'model',
      'operations',
      'registry',
      'rules',
      'scripts',
      'settings',
      'streams',
      'tabular',
      'training',
    ],
  ],
  bench: [
    ...[
      'bundles',
      'contracts',
      'detectors',
      'incidents',
      'kernels',
      'lambda',
      'local',
      'model',
      'rules',
      'scripts',
      'streams',
    ],
    'tabular',
  ],
};
const PUBLIC_DOOR = ['local/local-cloud.ts', 'local/start-local-cloud.ts'];

describe.each(Object.entries(ROOMS))('%s/', (room, allowed) => {
  it(`imports only ${allowed.join(', ')}`, () => {
    const foreign = importsOf(room).filter(({ target }) => !allowed.some((pattern) => matches(target, pattern)));
    expect(foreign.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });
});

describe.each(Object.entries(RUN_BY_PEOPLE))('%s/', (room, allowed) => {
  it(`imports of our rooms only ${allowed.join(', ') || 'itself'}`, () => {
    const ours = [...Object.keys(ROOMS), ...Object.keys(RUN_BY_PEOPLE), 'bin', 'lib'];
    const foreign = importsOf(room).filter(({ target }) => ours.includes(target) && !allowed.includes(target));
    expect(foreign.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });
});

describe('scripts/', () => {
  it('enters local by its public door alone', () => {
    const files = globSync('scripts/**/*.ts');
    const inside = files.flatMap((file) =>
      specifiersIn(readFileSync(file, 'utf8'))
        .map((specifier) => path.join(path.dirname(file), specifier))
        .filter((target) => target.startsWith(`local${path.sep}`) && !PUBLIC_DOOR.includes(target))
        .map((target) => `${file} imports ${target}`),
    );
    expect(inside).toEqual([]);
  });
});

describe('every room', () => {
  const folders = globSync('*/**/*.ts', { exclude: ['node_modules/**', 'cdk.out/**', 'out/**', 'coverage/**'] });
  const rooms = [...new Set(folders.map((file) => file.split(path.sep)[0] ?? ''))].filter((room) => room !== 'test');

  it('is known here, so that a new one has to say what it may import', () => {
    expect(rooms.filter((room) => !(room in ROOMS) && !(room in RUN_BY_PEOPLE))).toEqual([]);
  });

  // A bundle with aws-cdk-lib in it has 64 MB.
  it.each(rooms.filter((room) => room !== 'lib' && room !== 'bin'))('%s/ does without the CDK', (room) => {
    const cdk = importsOf(room).filter(({ target }) => /^(aws-cdk-lib|constructs|cdk-nag|lib|bin)\b/.test(target));
    expect(cdk).toEqual([]);
  });
});

describe('every kernel', () => {
  // But for the benches, which hold each kernel against its twin.
  const others = [...Object.keys(ROOMS), ...Object.keys(RUN_BY_PEOPLE)].filter(
    (room) => !['kernels', 'bench'].includes(room),
  );
  const files = globSync(`{${others.join(',')}}/**/*.ts`);
  const imports = files.flatMap((file) =>
    specifiersIn(readFileSync(file, 'utf8'))
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => ({ file, target: path.join(path.dirname(file), specifier).split(path.sep) })),
  );
  const ofKernels = imports.filter(({ target: [room, folder] }) => room === 'kernels' && !folder?.endsWith('.ts'));

  it('is called by detectors and the model alone', () => {
    const foreign = ofKernels.filter(({ file }) => !/^(detectors|model)\b/.test(file));
    expect(foreign.map(({ file, target }) => `${file} imports ${target.join('/')}`)).toEqual([]);
  });

  it('is entered by its function, its twin or their contract, and not by what is inside', () => {
    const inside = ofKernels.filter(({ target: [, , file] }) => !/^(kernel|twin|contract)\.ts$/.test(file ?? ''));
    expect(inside.map(({ file, target }) => `${file} imports ${target.join('/')}`)).toEqual([]);
    expect(ofKernels.length).toBeGreaterThan(4);
  });

  it('imports nothing but its own folder and what the room shares', () => {
    const own = globSync('kernels/*/*.ts').flatMap((file) =>
      specifiersIn(readFileSync(file, 'utf8')).map((specifier) => `${file} imports ${specifier}`),
    );
    expect(own.filter((line) => !/imports \.\.?\/[\w-]+\.ts$/.test(line))).toEqual([]);
    expect(own.filter((line) => line.endsWith('compile.ts'))).toEqual([]);
  });
});

describe('what must have the same bits on every machine', () => {
  const FILES = [
    'streams/**/*.ts',
    'detectors/{ensemble,local-outlier-factor,mahalanobis,nearest-reference,one-class-svm}/*.ts',
    'detectors/*.ts',
    'kernels/{log2,portable-exp,knn/twin,knn/kernel}.ts',
    'training/{row-sample,row-stratum,sample-priority}.ts',
  ];
  /** What IEEE 754 and ECMAScript define to the last bit. */
  const EXACT = [
    'abs',
    'ceil',
    'floor',
    'fround',
    'imul',
    'max',
    'min',
    'round',
    'sign',
    'sqrt',
    'LN2',
    'LOG2E',
    'SQRT2',
  ];

  it('calls no function of the engine that may differ between machines, no clock and no chance', () => {
    const used = FILES.flatMap((pattern) => globSync(pattern)).flatMap((file) => {
      const code = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      const inexact = [...code.matchAll(/\bMath\.(\w+)/g)].filter(([, name]) => !EXACT.includes(name));
      const others = [...code.matchAll(/\*\*|\bDate\b|\bperformance\b|\bprocess\b/g)];
      return [...inexact, ...others].map(([what]) => `${file}: ${what}`);
    });
    expect(used).toEqual([]);
  });
});

describe('every detector', () => {
  it('is named nowhere but in its own room, where forests of scikit-learn are read, and in benches', () => {
    const files = globSync(
      '{bin,contracts,incidents,inference-container,kernels,lambda,lib,local,model,operations,report,rules,scripts,settings,tabular}/**/*.ts',
    );
    const kinds = globSync('detectors/*/').map((folder) => path.basename(folder));
    expect(kinds).toContain('isolation-forest');
    const naming = files.filter((file) => {
      const source = readFileSync(file, 'utf8');
      return kinds.some((kind) => source.includes(`detectors/${kind}/`) || source.includes(`'${kind}'`));
    });
    expect(naming.filter((file) => !file.startsWith(path.join('model', 'import')))).toEqual([]);
  });

  const sources = (pattern: string) => globSync(pattern).map((file) => readFileSync(file, 'utf8'));
  const detectors = sources('detectors/**/*.ts').flatMap((source) =>
    [...source.matchAll(/^export class (\w+) (?:implements|extends) \w*Detector\b/gm)].map(([, name]) => name),
  );
  const held = sources('test/detectors/**/*.test.ts').filter((source) => source.includes('describeDetectorContract('));

  it('is held to the contract', () => {
    expect(detectors).toEqual(expect.arrayContaining(['IsolationForest', 'FairCutForest', 'ExtendedIsolationForest']));
    expect(detectors.filter((name) => !held.some((source) => source.includes(`name: '${name}'`)))).toEqual([]);
  });
});

interface Import {
  readonly file: string;
  /** A room, a package with what follows, or a `node:` module. */
  readonly target: string;
}

/** Imports that leave the room. Compiled AssemblyScript has its own rules. */
function importsOf(room: string): Import[] {
  const files = globSync(`${room}/**/*.ts`).filter((file) => !file.includes(`${path.sep}assembly${path.sep}`));
  return files.flatMap((file) =>
    specifiersIn(readFileSync(file, 'utf8'))
      .map((specifier) => ({ file, target: targetOf(file, specifier) }))
      .filter(({ target }) => target !== room),
  );
}

/** `import ... from 'x'`, `export ... from 'x'`, `import 'x'`, `import('x')`, `require('x')`. */
function specifiersIn(source: string): string[] {
  const forms =
    /^(?:import|export)\b[^;'"]*?\bfrom\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]/gm;
  return [...source.matchAll(forms)].map(([, from, bare, call]) => from ?? bare ?? call ?? '');
}

function targetOf(file: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return path.join(path.dirname(file), specifier).split(path.sep)[0] ?? '';
}

/** `node:*` and `@aws-sdk/*` by their beginning; a package with everything under it, `zod/mini` only itself. */
function matches(target: string, pattern: string): boolean {
  if (pattern.endsWith('*')) return target.startsWith(pattern.slice(0, -1));
  return target === pattern || (target.startsWith(`${pattern}/`) && !pattern.startsWith('zod'));
}
