import type { AnswerForm } from './answer-form.ts';

/**
 * A line per row: score, threshold, anomalous, grade, modelVersion. A row that could not be scored has five empty fields. Why a row is
 * strange has no room in it: the JSON forms say that.
 */
export const csvAnswer: AnswerForm = {
  contentType: 'text/csv',
  open: '',
  separator: '\n',
  close: '\n',
  verdict: (verdict) => `${verdict.score}${afterScore(verdict)}`,
  problem: () => ',,,,',
  usualRow: (verdict) => ({ before: '', after: afterScore(verdict) }),
};

function afterScore(verdict: Parameters<AnswerForm['usualRow']>[0]): string {
  const { threshold, anomalous, grade, modelVersion } = verdict;
  return `,${threshold},${anomalous},${grade},${modelVersion}`;
}
