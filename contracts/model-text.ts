import type { ModelAlert } from './alert.ts';

/** Puts an alert about models into a subject. */
export function modelSubject({ about, model }: ModelAlert): string {
  if (about === 'candidate') return `[model] version ${model} waits for you`;
  if (about === 'rolled_back') return `[model] version ${model} was rolled back`;
  return `[model] version ${model} cannot score`;
}

/** Puts it into the lines of an e-mail. */
export function modelLines(alert: ModelAlert): string[] {
  const { about, detectedAt, alertId } = alert;
  const lines = { candidate: candidateLines, rolled_back: rolledBackLines, voided: voidedLines }[about](alert);
  return [...lines, '', `Noticed at ${detectedAt}.`, `Alert ${alertId}`];
}

function candidateLines({ model, why, beside }: ModelAlert): string[] {
  return [
    `A model was trained and waits for a person: ${why}.`,
    beside === undefined ? 'No model judges this stream yet.' : `Version ${beside} goes on judging meanwhile.`,
    '',
    'Look at what is known of it, and have it judge:',
    `  npm run models -- show ${model}`,
    `  npm run models -- promote ${model}`,
    'You will not hear of later candidates before one was promoted.',
  ];
}

function rolledBackLines({ model, why, beside }: ModelAlert): string[] {
  return [
    `Version ${model} does not judge any more: ${why}.`,
    `Version ${beside} judges again, from a minute after this was noticed.`,
    '',
    'What changed, and how to have it judge all the same:',
    `  npm run models -- diff ${beside} ${model}`,
    `  npm run models -- promote ${model}`,
  ];
}

function voidedLines({ model, why, beside }: ModelAlert): string[] {
  return [
    `Version ${model} was taken out: ${why}.`,
    beside === undefined ? 'The past of sources judges alone.' : `Version ${beside} judges in its place.`,
  ];
}
