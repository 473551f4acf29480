import { expect, it } from 'vitest';
import { csvAnswer, jsonAnswer, jsonLinesAnswer } from '../../../../inference-container/serve/answers/answer-forms.ts';
import { AnswerWriter, answerFrame } from '../../../../inference-container/serve/answers/answer-writer.ts';
import { BufferPool } from '../../../../inference-container/serve/answers/buffer-pool.ts';

const USUAL = { threshold: 0.7, anomalous: false, grade: 0, modelVersion: 'ä' };
/** Of all lengths that scores have, in no order, and more than are copied at once. */
const SCORES = Float64Array.from({ length: 1000 }, (_, i) => [0.5, 1e-7, 0.625, 0.1, 1 / 3, 0.25][(i * i) % 6]);

it.each([jsonAnswer, jsonLinesAnswer, csvAnswer])('usual rows are written like any other, as $contentType', (form) => {
  const frame = answerFrame(form, form.usualRow(USUAL));
  const verdictOf = (score: number) => form.verdict({ score, ...USUAL });
  for (const other of [undefined, 0, 1, 300, 999]) {
    const writer = new AnswerWriter(frame, new BufferPool());
    writer.writeUsual(SCORES, 0, other ?? SCORES.length);
    if (other !== undefined) {
      writer.writeRow(verdictOf(SCORES[other]));
      writer.writeUsual(SCORES, other + 1, SCORES.length);
    }
    const { buffer, length } = writer.finish();
    const rows = [...SCORES].map(verdictOf).join(form.separator);
    // the same numbers, some with more digits than they need
    const text = buffer.bytes.toString('utf8', 0, length).replace(/0\.\d{17}/g, (digits) => String(Number(digits)));
    expect(text).toBe(form.open + rows + form.close);
    expect(writer.rows).toBe(SCORES.length);
  }
});
