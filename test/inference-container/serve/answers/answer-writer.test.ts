import { expect, it } from 'vitest';
import {
  type AnswerForm,
  csvAnswer,
  jsonAnswer,
  jsonLinesAnswer,
} from '../../../../inference-container/serve/answers/answer-forms.ts';
import { AnswerWriter, answerFrame } from '../../../../inference-container/serve/answers/answer-writer.ts';
import { BufferPool } from '../../../../inference-container/serve/answers/buffer-pool.ts';
import { recordIoAnswer } from '../../../../inference-container/serve/answers/recordio-answer.ts';

const USUAL = { threshold: 0.7, anomalous: false, grade: 0, modelVersion: 'ä' };
/** Of all lengths that scores have, in no order, and more than are copied at once. */
const SCORES = Float64Array.from({ length: 1000 }, (_, i) => [0.5, 1e-7, 0.625, 0.1, 1 / 3, 0.25][(i * i) % 6]);

/** All rows, the `other`th of them written as rows are that are not usual. */
function written(form: AnswerForm, other: number | undefined): Buffer {
  const writer = new AnswerWriter(answerFrame(form, form.usualRow(USUAL)), new BufferPool());
  writer.writeUsual(SCORES, 0, other ?? SCORES.length);
  if (other !== undefined) {
    writer.writeRow(form.verdict({ score: SCORES[other], ...USUAL }));
    writer.writeUsual(SCORES, other + 1, SCORES.length);
  }
  expect(writer.rows).toBe(SCORES.length);
  const { buffer, length } = writer.finish();
  return buffer.bytes.subarray(0, length);
}

const OTHERS = [undefined, 0, 1, 300, 999];

it.each([jsonAnswer, jsonLinesAnswer, csvAnswer])('usual rows are written like any other, as $contentType', (form) => {
  const rows = [...SCORES].map((score) => form.verdict({ score, ...USUAL })).join(form.separator);
  for (const other of OTHERS) {
    // the same numbers, some with more digits than they need
    const text = written(form, other)
      .toString()
      .replace(/0\.\d{17}/g, (digits) => String(Number(digits)));
    expect(text).toBe(form.open + rows + form.close);
  }
});

it('usual rows are written like any other, as RecordIO', () => {
  const rows = [...SCORES].map((score) => Buffer.from(recordIoAnswer.verdict({ score, ...USUAL })));
  for (const other of OTHERS) expect(written(recordIoAnswer, other)).toEqual(Buffer.concat(rows));
});
