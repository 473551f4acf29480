import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordIo, tensorRecord } from '../../../verification/fuzz/recordio.ts';
import { PROTOC_RECORDS, PROTOC_SCORE } from '../../support/recordio/protoc-records.ts';
import { splitRecordIo } from '../../support/recordio/split-recordio.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startServer } from '../running-server.ts';
import { STRANGE, smallModel, USUAL } from '../small-model.ts';

const SCHEMA = path.resolve('test/support/recordio/record.proto');
const isInstalled = spawnSync('protoc', ['--version']).status === 0;
const where = isInstalled
  ? 'reads and writes what we do'
  : 'skipped: not in PATH (Debian: apt-get install protobuf-compiler)';
if (!isInstalled) console.warn(`protoc ${where}`);

function protoc(how: '--encode' | '--decode', input: string | Buffer, schema = SCHEMA): Buffer {
  const file = path.basename(schema);
  return execFileSync('protoc', [`${how}=aialgs.data.Record`, file], { input, cwd: path.dirname(schema) });
}

describe.skipIf(!isInstalled)(`protoc ${where}`, () => {
  it.each([...PROTOC_RECORDS, { what: 'the score', ...PROTOC_SCORE, isUnpacked: undefined }])(
    '$what',
    ({ text, hex, isUnpacked }) => {
      const unpacked = path.join(temporaryFolder(), 'unpacked.proto');
      writeFileSync(unpacked, readFileSync(SCHEMA, 'utf8').replaceAll('[packed = true]', '[packed = false]'));
      expect(protoc('--encode', text, isUnpacked ? unpacked : SCHEMA).toString('hex')).toBe(hex);
    },
  );

  it('an answer, record by record', async () => {
    const { invoke } = await startServer();
    const type = 'application/x-recordio-protobuf';
    const body = recordIo([USUAL, STRANGE, [1]].map((values) => tensorRecord({ type: 'float64', values })));
    const response = await invoke(body, { 'content-type': type, accept: type });
    const records = splitRecordIo(Buffer.from(await response.arrayBuffer()));
    const texts = records.map((record) => protoc('--decode', record).toString().replace(/\s+/g, ' '));
    for (const [row, values] of [USUAL, STRANGE].entries()) {
      const [, label, score] = /^label { key: "(\w+)" value { float32_tensor { values: (\S+) } } } $/.exec(texts[row])!;
      expect(label).toBe('score');
      expect(Math.fround(Number(score))).toBe(Math.fround(smallModel.detector.score(Float64Array.from(values), 1)[0]));
    }
    expect(texts[2]).toMatch(/^metadata: "{\\"error\\":{\\"code\\":\\"wrong_length\\"/);
  });
});
