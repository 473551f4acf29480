import type { PlainMessage } from './message.ts';
import { shorten } from './shorten.ts';

/** Teams takes 28 KB of a message, so that lines are cut: a sentence later than what stands beside it. */
const MAX = { sentence: 500, text: 200, facts: 10 };

/** What stands out of a card, by severity, as Adaptive Cards name colours. */
const COLOURS = { low: 'accent', medium: 'warning', high: 'attention', critical: 'attention' } as const;

/**
 * Puts a message into an adaptive card for a Workflows webhook of Microsoft Teams. All text is runs of rich text, in
 * which Teams reads no Markdown, no date and no mention.
 *
 * @see https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 */
export function teamsBody(message: PlainMessage): object {
  const { title, step, severity, sentences, details, facts, commands, advice, links } = message;
  const cut = (text: string, most: number, style: object = {}) => ({
    ...{ type: 'TextRun', text: shorten(text, most) },
    ...style,
  });
  const run = (text: string, style?: object) => cut(text, MAX.text, style);
  const line = (...inlines: object[]) => ({ type: 'RichTextBlock', inlines });
  const color = step === 'resolve' ? 'good' : COLOURS[severity];
  const body = [
    line(run(title, { weight: 'bolder', size: 'large', color })),
    ...sentences.map((sentence) => line(cut(sentence, MAX.sentence))),
    ...details.map((detail) => line(run(`• ${detail}`))),
    ...commands.map((command) => line(run(command, { fontType: 'monospace' }))),
    ...(advice ? [line(run('What to do: ', { weight: 'bolder' }), cut(advice.text, MAX.sentence))] : []),
    ...facts.slice(0, MAX.facts).map(([label, value]) => line(run(`${label}: `, { weight: 'bolder' }), run(value))),
  ];
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body,
    actions: links.map(({ label, url }) => ({ type: 'Action.OpenUrl', title: label, url })),
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}
