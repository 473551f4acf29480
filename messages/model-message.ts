import type { ModelAlert } from '../contracts/alert.ts';
import type { MessageParts } from './message.ts';
import { timeWords } from './time-words.ts';

/** Puts an alert about models into words. */
export function modelParts(alert: ModelAlert): MessageParts {
  const { about, detectedAt, alertId } = alert;
  const said = { candidate: candidateWords, rolled_back: rolledBackWords, voided: voidedWords }[about](alert);
  return {
    step: 'trigger',
    details: [],
    facts: [
      ['Noticed at', timeWords(detectedAt)],
      ['Alert', alertId],
    ],
    at: detectedAt,
    ...said,
  };
}

type Words = Pick<MessageParts, 'title' | 'sentences' | 'commands'>;

function candidateWords({ model, why, beside }: ModelAlert): Words {
  return {
    title: `[model] version ${model} waits for you`,
    sentences: [
      `A model was trained and waits for a person: ${why}.`,
      beside === undefined ? 'No model judges this stream yet.' : `Version ${beside} goes on judging meanwhile.`,
      'Look at what is known of it, and have it judge. You will not hear of later candidates before one was promoted.',
    ],
    commands: [`npm run models -- show ${model}`, `npm run models -- promote ${model}`],
  };
}

function rolledBackWords({ model, why, beside }: ModelAlert): Words {
  return {
    title: `[model] version ${model} was rolled back`,
    sentences: [
      `Version ${model} does not judge any more: ${why}.`,
      `Version ${beside} judges again, from a minute after this was noticed.`,
      'What changed, and how to have it judge all the same:',
    ],
    commands: [`npm run models -- diff ${beside} ${model}`, `npm run models -- promote ${model}`],
  };
}

function voidedWords({ model, why, beside }: ModelAlert): Words {
  return {
    title: `[model] version ${model} cannot score`,
    sentences: [
      `Version ${model} was taken out: ${why}.`,
      beside === undefined ? 'The past of sources judges alone.' : `Version ${beside} judges in its place.`,
    ],
    commands: [],
  };
}
