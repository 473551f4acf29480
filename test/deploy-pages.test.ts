import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { planDeployment } from '../operations/installation/plan-deployment.ts';
import { checkSettings } from '../settings/check-settings.ts';
import { keptOnDestroy } from '../settings/kept-on-destroy.ts';
import { STAGE_VARIABLE } from '../settings/stages.ts';
import { runScriptInWith } from './support/run-script.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const PAGES = ['deploy', 'remove', 'rollback'].map((name) => `docs/${name}.md`);

/** Blocks of what a shell shows: a command behind `$`, what it prints, the next command. */
const SHOWN = /(?<=\n```console\n)[\s\S]*?(?=```\n)/g;

/** A machine without account, region and Docker, whatever this one has. */
const NOBODY = {
  AWS_PROFILE: undefined,
  AWS_REGION: undefined,
  AWS_DEFAULT_REGION: undefined,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  CDK_DOCKER: '/nonexistent/docker',
  [STAGE_VARIABLE]: undefined,
};

/** Runs the commands of a page in one folder, one after the other, and shows what they print in their place. */
async function runAgain(page: string): Promise<string> {
  const folder = temporaryFolder();
  const blocks: string[] = [];
  for (const [block] of page.matchAll(SHOWN)) {
    let shown = '';
    for (const [, command] of block.matchAll(/^\$ npm run (.*)$/gm)) {
      const [name, ...flags] = command.split(' ').filter((word) => word !== '--');
      const { stdout, stderr } = await runScriptInWith(NOBODY, folder, name, ...flags);
      shown += `$ npm run ${command}\n${stdout}${stderr}`;
    }
    blocks.push(shown);
  }
  return page.replace(SHOWN, () => blocks.shift()!);
}

it.each(PAGES)(
  '%s shows what its commands print, where they run without an account; `--update` writes it',
  async (page) => {
    await expect(await runAgain(readFileSync(page, 'utf8'))).toMatchFileSnapshot(`../${page}`);
  },
  60_000,
);

it('what Weir says in other blocks is what it says', () => {
  const [deploy, remove] = PAGES.map((page) => readFileSync(page, 'utf8'));
  const settings = (overrides = {}) => checkSettings({ overrides });
  const kept = keptOnDestroy(settings());
  for (const page of [deploy, remove]) expect(page).toContain(`\n${kept}\n`);
  const deployed = { settings: settings({ alertEmail: 'me@example.com' }), others: [] };
  const [, shown = 'no such block'] = /\nerror: (nothing is deployed:\n.*)\n/.exec(deploy) ?? [];
  expect(() => planDeployment(deployed, settings(), [])).toThrow(shown);
});

it('each command that a page names is there', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const page of PAGES) {
    const named = [...readFileSync(page, 'utf8').matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  }
});
