import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlertRules } from '../../contracts/rules.ts';
import { currentChange, RULES_KEY, rulesVersion } from '../../contracts/rules-object.ts';
import { rulesObject } from '../../lambda/aws/rules-object.ts';
import { seedRules } from '../../lambda/registrar/seed-rules.ts';
import { objectStore } from '../../local/s3/object-store.ts';
import { s3Service } from '../../local/s3/s3-service.ts';
import { type KeptRules, s3Rules } from '../../registry/s3-rules.ts';
import { serveAlone } from '../local/serve-alone.ts';

const A: AlertRules = { rules: [{ name: 'a', source: 'pump-*' }] };
const B: AlertRules = { rules: [{ name: 'b', minimumSeverity: 'high' }] };
const by = (atMs: number) => ({ atMs, by: 'me', why: 'because' });

let kept: KeptRules;
let client: S3Client;
const ends: (() => unknown)[] = [];

beforeEach(async () => {
  const store = objectStore();
  store.createBucket('models');
  const service = await serveAlone('s3', s3Service(store));
  client = new S3Client(service.client);
  ends.push(service.stop, () => client.destroy());
  kept = s3Rules('models', client);
});

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const spoil = (Body: string) => client.send(new PutObjectCommand({ Bucket: 'models', Key: RULES_KEY, Body }));

describe('rules in the bucket', () => {
  it('hold when they were put, and each version stays, with who put it there, when and why', async () => {
    expect(await kept.read()).toBeUndefined();
    await kept.move(() => A, by(1));
    const held = await kept.move(() => B, by(2));
    expect(held).toEqual({
      rules: B,
      changes: [
        { version: rulesVersion(A), ...by(1) },
        { version: rulesVersion(B), ...by(2) },
      ],
    });
    expect(await kept.read()).toEqual(held);
    expect(await kept.version(rulesVersion(A))).toEqual(A);
    expect(await kept.version('000000000000')).toBeUndefined();
  });

  it('that hold already change nothing; those of before are a change', async () => {
    const first = await kept.move(() => A, by(1));
    expect(await kept.move(() => A, by(2))).toEqual(first);
    await kept.move(() => B, by(3));
    expect((await kept.move(() => A, by(4)))?.changes).toHaveLength(3);
  });

  it('lose no change when two put theirs at once: who comes late reads them again', async () => {
    await kept.move(() => A, by(1));
    const adding = (name: string) => kept.move((held) => ({ rules: [...held!.rules.rules, { name }] }), by(2));
    await Promise.all(['x', 'y', 'z'].map(adding));
    const held = await kept.read();
    expect(held?.rules.rules.map(({ name }) => name).sort()).toEqual(['a', 'x', 'y', 'z']);
    expect(held?.changes).toHaveLength(4);
  });

  it.each(['{}', 'no JSON', JSON.stringify({ format: 'weir-rules', formatVersion: 1, changes: [], rules: A })])(
    'that are not as they were written are unavailable to a consumer, and said to people: %s',
    async (text) => {
      await spoil(text);
      await expect(kept.read()).rejects.toThrow(`${RULES_KEY} is not as it was written`);
      await expect(rulesObject('models', client)()).rejects.toMatchObject({ name: 'Unavailable', port: 'rules' });
    },
  );

  it('that are not there are unavailable to a consumer: no rules would wake everybody', async () => {
    await expect(rulesObject('models', client)()).rejects.toMatchObject({ name: 'Unavailable', port: 'rules' });
    await kept.move(() => A, by(1));
    expect((await rulesObject('models', client)()).rules).toEqual(A);
  });
});

describe('a deployment', () => {
  it('has the rules of its file hold the first time, and none where it has no file', async () => {
    expect((await seedRules(kept, A, 1)).version).toBe(rulesVersion(A));
    expect((await kept.read())?.rules).toEqual(A);
    await seedRules(kept, undefined, 2);
    expect((await kept.read())?.changes).toHaveLength(1);
  });

  it('without a file has an object of no rules, so that a missing one is a fault', async () => {
    await seedRules(kept, undefined, 1);
    expect(await kept.read()).toMatchObject({ rules: { rules: [] }, changes: [{ by: 'cdk deploy' }] });
  });

  it('whose file differs from what holds stops, and names what to do', async () => {
    await seedRules(kept, A, 1);
    const wanted = `the file's rules (${rulesVersion(B)}) are not those that hold (${rulesVersion(A)}, by cdk deploy on 1970-01-01T00:00: it was deployed): npm run rules -- put has the file's hold, npm run rules -- pull writes those that hold to the file`;
    await expect(seedRules(kept, B, 2)).rejects.toThrow(wanted);
    expect(currentChange((await kept.read())!).version).toBe(rulesVersion(A));
  });

  it('that goes back to a file that held before passes, and takes nothing from people', async () => {
    await seedRules(kept, A, 1);
    await kept.move(() => B, by(2));
    expect((await seedRules(kept, A, 3)).version).toBe(rulesVersion(B));
  });

  it.each([
    [{ rules: [{ name: 'x', direction: 'up' }] }, /rules.0.direction must be above, below or both/],
    [{ calendars: { plant: { text: 'hello' } }, rules: [] }, /calendar plant: wanted iCalendar/],
  ])('with a file that may not hold stops: %j', async (rules, wanted) => {
    await expect(seedRules(kept, rules, 1)).rejects.toThrow(wanted);
    expect(await kept.read()).toBeUndefined();
  });
});
