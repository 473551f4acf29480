import { expect, test } from 'vitest';
import { type Authorisation, authoriser } from '../../../local/iam/authoriser.ts';
import { readStatements } from '../../../local/iam/statement.ts';
import { hidingMissingKeys } from '../../../local/s3/hide-missing-keys.ts';
import { objectStore } from '../../../local/s3/object-store.ts';
import { s3Service } from '../../../local/s3/s3-service.ts';

/** What a role is answered that may do these things, when it gets an object. */
async function answerTo(actions: readonly string[], key: string): Promise<string> {
  const decisions: Authorisation[] = [];
  const document = { Statement: [{ Effect: 'Allow', Action: [...actions], Resource: '*' }] };
  const roles = new Map([['a role', readStatements(document, 'policy')]]);
  const { authorise } = authoriser({ roles, onDecision: (decision) => decisions.push(decision) });
  const store = objectStore();
  store.createBucket('b');
  store.put('b', 'there', Buffer.from('x'));
  const request = { method: 'GET', path: `/b/${key}`, query: new URLSearchParams(), headers: {}, body: Buffer.of() };
  const answer = hidingMissingKeys(s3Service(store), authorise)({ ...request, principal: 'a role' });
  return answer.then(
    ({ status }) => String(status),
    ({ code, status }) => `${code} ${status}`,
  );
}

test('only who may list a bucket is told that an object is not in it', async () => {
  expect(await answerTo(['s3:GetObject', 's3:ListBucket'], 'gone')).toBe('NoSuchKey 404');
  expect(await answerTo(['s3:GetObject'], 'gone')).toBe('AccessDenied 403');
  expect(await answerTo(['s3:GetObject'], 'there')).toBe('200');
});
