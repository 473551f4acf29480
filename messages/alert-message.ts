import { type Alert, alertAttributes } from '../contracts/alert.ts';
import { emailText } from './email.ts';
import { messageOf } from './message.ts';
import { smsText } from './sms.ts';
import { subjectText } from './subject.ts';

/** An alert as SNS takes it, whatever the names in it. */
export interface AlertMessage {
  readonly subject: string;
  /** For `MessageStructure: json`: the alert as JSON for machines, words for people. */
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * SNS takes 256 KiB of message and attributes together.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
const MAX_BYTES = 256 * 1024;

/** Of an incident, what a reader needs least first. */
const DISPENSABLE = ['features', 'imputed', 'labels', 'explanation'] as const;

/** Of an alert that is too large, what it can do without is left out, as much as must be. */
export function alertMessage(alert: Alert): AlertMessage {
  let message = writeMessage(alert);
  for (const shorter of shorterAndShorter(alert)) {
    if (sizeBytes(message) <= MAX_BYTES) break;
    message = writeMessage(shorter);
  }
  return message;
}

function writeMessage(alert: Alert): AlertMessage {
  const message = messageOf(alert);
  const subject = subjectText(message);
  const bodies = { default: toXmlSafeJson(alert), email: emailText(message), sms: smsText(message) };
  return { subject, message: JSON.stringify(bodies), attributes: alertAttributes(alert) };
}

function* shorterAndShorter(alert: Alert): Generator<Alert> {
  if (alert.kind === 'data_quality') {
    const { unknownNames: _, ...rest } = alert;
    yield rest;
    const { reason, example } = alert;
    yield { ...rest, reason: { ...reason, message: reason.code }, example: { ...example, data: '' } };
    return;
  }
  // They have nothing that they can do without.
  if (!('anomaly' in alert)) return;
  let { anomaly } = alert;
  for (const part of DISPENSABLE) {
    anomaly = { ...anomaly, [part]: undefined };
    yield { ...alert, anomaly };
  }
  yield { ...alert, anomaly: { ...anomaly, contributions: [] } };
}

function sizeBytes({ message, attributes }: AlertMessage): number {
  const parts = Object.entries(attributes).flatMap(([name, value]) => [name, 'String', value]);
  return [message, ...parts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** What XML 1.0 forbids or advises against, of what JSON leaves as it is. */
const NOT_FOR_XML = /[\p{Cc}\p{Noncharacter_Code_Point}]/gu;

/**
 * JSON that SNS takes and that reads back as the very same value. JSON.stringify itself escapes controls below U+0020
 * and halves of surrogate pairs.
 */
function toXmlSafeJson(value: unknown): string {
  return JSON.stringify(value).replace(NOT_FOR_XML, (character) =>
    Array.from({ length: character.length }, (_, i) => escapeUnit(character.charCodeAt(i))).join(''),
  );
}

function escapeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
