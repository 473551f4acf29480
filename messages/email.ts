import type { PlainMessage } from './message.ts';

/** Puts a message into the words of an e-mail that a person understands at three in the morning, also on a phone. */
export function emailText(message: PlainMessage): string {
  const { sentences, details, facts, commands, advice, links } = message;
  const width = Math.max(...facts.map(([label]) => label.length)) + 1;
  const parts = [
    ...sentences.map((sentence) => [sentence]),
    commands.map((command) => `  ${command}`),
    details.map((detail) => `  ${detail}`),
    ...(advice ? [[`What to do: ${advice.text}`]] : []),
    facts.map(([label, value]) => `${`${label}:`.padEnd(width)} ${value}`),
    ...links.map(({ label, url }) => [`${label}:`, url]),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}
