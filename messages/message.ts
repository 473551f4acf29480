import { type Alert, isAct, isNoData, isStorm } from '../contracts/alert.ts';
import { toPlainText } from '../contracts/plain-text.ts';
import type { Severity } from '../contracts/verdict.ts';
import { actParts } from './act-message.ts';
import { dataQualityParts } from './data-quality-message.ts';
import { incidentParts } from './incident-message.ts';
import { modelParts } from './model-message.ts';
import { noDataParts } from './no-data-message.ts';
import { stormParts } from './storm-message.ts';

/** What a pager does with a message: it rings, is known to somebody, or is over. */
export type PagerStep = 'trigger' | 'acknowledge' | 'resolve';

/** What an alert says, in parts: words of ours with names of others in them. */
export interface MessageParts {
  readonly step: PagerStep;
  /** Begins with the severity in brackets, or with what else it is: no name can stand before that. */
  readonly title: string;
  /** What happened, and why. */
  readonly sentences: readonly string[];
  /** Each value that matters, against what was expected. */
  readonly details: readonly string[];
  /** By their labels, the most telling first. */
  readonly facts: readonly Fact[];
  /** What to type into a shell. */
  readonly commands: readonly string[];
  /** When it happened, ISO 8601. */
  readonly at: string;
}

export type Fact = readonly [label: string, value: string];

export interface Link {
  readonly label: string;
  /** https, and encoded: nothing in it ends a quotation or a tag. */
  readonly url: string;
}

/**
 * A message to people, for each rendering to arrange. Its texts are one line each and show what they say: nothing in
 * a name breaks a line, hides, or turns text around.
 */
export interface PlainMessage extends MessageParts {
  readonly alertId: string;
  readonly kind: Alert['kind'];
  /** The incident, or the alert where there is none: the same from its first message to its last. */
  readonly thread: string;
  readonly severity: Severity;
  readonly source: string;
  readonly advice?: Alert['advice'];
  readonly links: readonly Link[];
}

/** To whom it was told because nobody acknowledged it; that it is over or acknowledged now is no more than that. */
const UNACKNOWLEDGED = 'Nobody has acknowledged this, so that it comes to you.';

/** Puts an alert into words. */
export function messageOf(alert: Alert): PlainMessage {
  const { alertId, kind, severity, source, advice } = alert;
  const { step, title, sentences, details, facts, commands, at } = partsOf(alert);
  const isUnacknowledged = 'escalated' in alert && step === 'trigger';
  const all = (texts: readonly string[]) => texts.map((one) => toPlainText(one));
  return {
    ...{ alertId, kind, severity, step, at, commands },
    thread: 'incidentId' in alert ? alert.incidentId : alertId,
    source: toPlainText(source),
    title: toPlainText(`${isUnacknowledged ? 'UNACKNOWLEDGED: ' : ''}${title}`),
    sentences: all([...(isUnacknowledged ? [UNACKNOWLEDGED] : []), ...sentences]),
    details: all(details),
    facts: facts.map(([label, value]) => [toPlainText(label), toPlainText(value)]),
    ...(advice && { advice: { ...advice, text: toPlainText(advice.text) } }),
    links: linksOf(alert),
  };
}

function partsOf(alert: Alert): MessageParts {
  if (alert.kind === 'data_quality') return dataQualityParts(alert);
  if (alert.kind === 'model') return modelParts(alert);
  if (isStorm(alert)) return stormParts(alert);
  if (isAct(alert)) return actParts(alert);
  return isNoData(alert) ? noDataParts(alert) : incidentParts(alert);
}

function linksOf({ advice, links }: Alert): Link[] {
  const all = [
    ['What to do', advice?.link],
    ['Runbook', links?.runbook],
    ['Dashboard', links?.dashboard],
    ['What the log says', links?.log],
  ] as const;
  return all.flatMap(([label, address]) => {
    const url = address === undefined ? undefined : safeAddress(address);
    return url === undefined ? [] : [{ label, url }];
  });
}

/** As it may stand in any markup; undefined when it is none of https. */
function safeAddress(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  if (protocol !== 'https:') return undefined;
  return href.replace(/[<>"|\\`]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
