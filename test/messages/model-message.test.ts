import { expect, test } from 'vitest';
import type { ModelAlert } from '../../contracts/alert.ts';
import { alertMessage } from '../../messages/alert-message.ts';
import { MODEL } from './sample-alerts.ts';

const ALERT: ModelAlert = { ...MODEL, detectedAt: '2026-11-27T19:05:00.000Z' };
const mailOf = (alert: ModelAlert) => JSON.parse(alertMessage(alert).message).email as string;

test('a candidate that waits is told with why, who judges meanwhile, and what to type', () => {
  const { subject, attributes, message } = alertMessage(ALERT);
  expect(subject).toBe('[model] version aaaaaaaaaaaa waits for you');
  expect(attributes).toEqual({ severity: 'low', source: 'weir:model', kind: 'model' });
  expect(JSON.parse(JSON.parse(message).default)).toEqual(ALERT);
  expect(mailOf(ALERT)).toContain('A model was trained and waits for a person: learning is set to propose.');
  expect(mailOf(ALERT)).toContain('Version bbbbbbbbbbbb goes on judging meanwhile.');
  expect(mailOf(ALERT)).toContain('npm run models -- promote aaaaaaaaaaaa');
  const { beside: _, ...first } = ALERT;
  expect(mailOf(first)).toContain('No model judges this stream yet.');
});

test('a rollback says what flagged what, and which version judges again', () => {
  const alert: ModelAlert = { ...ALERT, about: 'rolled_back', why: 'it flags 5 % of 400 rows' };
  expect(alertMessage(alert).subject).toBe('[model] version aaaaaaaaaaaa was rolled back');
  expect(mailOf(alert)).toContain('Version aaaaaaaaaaaa does not judge any more: it flags 5 % of 400 rows.');
  expect(mailOf(alert)).toContain('npm run models -- diff bbbbbbbbbbbb aaaaaaaaaaaa');
});

test('a version that cannot be loaded was taken out', () => {
  const alert: ModelAlert = { ...ALERT, about: 'voided', why: 'the archive of version aaaaaaaaaaaa is not there' };
  expect(alertMessage(alert).subject).toBe('[model] version aaaaaaaaaaaa cannot score');
  expect(mailOf(alert)).toContain('Version bbbbbbbbbbbb judges in its place.');
});
