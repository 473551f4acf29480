import type { PlainMessage } from './message.ts';
import { shorten } from './shorten.ts';

/**
 * Most characters of a header, of a section and of one of its ten fields.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
const MAX = { header: 150, section: 3000, field: 2000, fields: 10, blocks: 50 };

/**
 * Puts a message into the body of an incoming webhook of Slack. Where names may stand all text is `plain_text`, in
 * which Slack reads no markup and no mention; what notifications show is escaped.
 */
export function slackBody({ title, sentences, details, facts, commands, advice, links }: PlainMessage): object {
  const plain = (text: string, most: number) => ({ type: 'plain_text', text: shorten(text, most), emoji: false });
  const section = (text: string) => ({ type: 'section', text: plain(text, MAX.section) });
  const lines = [
    sentences.join('\n'),
    details.map((detail) => `• ${detail}`).join('\n'),
    commands.join('\n'),
    advice ? `What to do: ${advice.text}` : '',
  ];
  const fields = facts.slice(0, MAX.fields).map(([label, value]) => plain(`${label}: ${value}`, MAX.field));
  const blocks = [
    { type: 'header', text: plain(title, MAX.header) },
    ...lines.filter((text) => text !== '').map(section),
    { type: 'section', fields },
    ...(links.length > 0 ? [linksBlock(links)] : []),
  ];
  return { text: escaped(title), mrkdwn: false, blocks };
}

/** The one text with markup: it has labels and addresses of ours alone. */
function linksBlock(links: PlainMessage['links']): object {
  const text = links.map(({ label, url }) => `<${escaped(url)}|${label}>`).join('  ');
  return { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] };
}

/** @see https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
