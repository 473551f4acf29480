import { expect, it } from 'vitest';
import { REQUEST_PROBLEMS, ROW_PROBLEMS } from '../../../../inference-container/serve/http/http-problems.ts';
import { markdownTable } from '../../../support/markdown-table.ts';

const HEAD = `# Problems of the container

Made from \`inference-container/serve/http/http-problems.ts\` by
\`npx vitest run test/inference-container/serve/http --update\`; do not edit by hand.

The container answers \`{"error": {"code": .., "path": .., "message": ..}}\`. The code is for programs: it has one meaning,
and never gets another. The path says where in the body. The message is for people.

## Of a whole request
`;

const ROWS = `
## Of rows

A bad row costs itself alone: the status is 200, and the answer has \`{"error": ..}\` in its place, with the path from
the row; what CSV and RecordIO have there is in [invocations.md](invocations.md). So it is with rows of every form, and
with lines that are not JSON. Only a body of JSON or RecordIO that cannot be taken apart into rows is refused whole, with
400: that is \`not_json\`, \`no_instances\` or \`not_recordio\`, with the path from the body.
`;

it('docs/container-problems.md lists every code with its meaning', async () => {
  const requests = Object.entries(REQUEST_PROBLEMS).map(([code, { status, meaning }]) => [code, status, meaning]);
  const text = [
    HEAD,
    ...markdownTable(['code', 'status', 'meaning'], requests),
    ROWS,
    ...markdownTable(['code', 'meaning'], Object.entries(ROW_PROBLEMS)),
    '',
  ];
  await expect(text.join('\n')).toMatchFileSnapshot('../../../../docs/container-problems.md');
});

it('no code is one of a request and one of a row', () => {
  expect(Object.keys(REQUEST_PROBLEMS).filter((code) => code in ROW_PROBLEMS)).toEqual([]);
});
