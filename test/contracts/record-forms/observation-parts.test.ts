import { describe, expect, it } from 'vitest';
import { decodeId, decodeLabels, decodeSource, decodeWhen } from '../../../contracts/record-forms/observation-parts.ts';

const CONTEXT = { partitionKey: 'pump-7', arrivalMs: 1000 };

describe('the name of a source and the id of an observation', () => {
  it('may be of 1 to 256 characters, as long as a partition key of Kinesis', () => {
    for (const name of ['n', 'n'.repeat(256)]) {
      expect(decodeSource(name, 'source', CONTEXT)).toEqual({ ok: true, value: name });
      expect(decodeId(name, 'id')).toEqual({ ok: true, value: name });
    }
  });

  it('may be of no more and no fewer, and are quoted in part when they are', () => {
    const message = (path: string, got: string) => `${path} must be a string of 1 to 256 characters, got ${got}`;
    const long = 'n'.repeat(257);
    const excerpt = `"${'n'.repeat(40)}"...`;
    expect(decodeSource(long, 'source', CONTEXT)).toEqual({
      ok: false,
      problem: { code: 'bad_source', path: 'source', message: message('source', excerpt) },
    });
    expect(decodeId(long, 'id')).toEqual({
      ok: false,
      problem: { code: 'bad_id', path: 'id', message: message('id', excerpt) },
    });
    expect(decodeSource('', 'source', CONTEXT)).toMatchObject({ problem: { message: message('source', '""') } });
    expect(decodeId('', 'id')).toMatchObject({ problem: { message: message('id', '""') } });
  });

  it('come from the record, or are absent, where none is given', () => {
    for (const nothing of [undefined, null]) {
      expect(decodeSource(nothing, 'source', CONTEXT)).toEqual({ ok: true, value: 'pump-7' });
      expect(decodeWhen(nothing, 'timestamp', CONTEXT)).toEqual({ ok: true, value: 1000 });
      expect(decodeId(nothing, 'id')).toEqual({ ok: true, value: undefined });
      expect(decodeLabels(nothing, 'labels')).toEqual({ ok: true, value: undefined });
    }
  });

  it('must not look like ours, wherever they come from', () => {
    const problem = {
      code: 'bad_source',
      path: 'source',
      message: 'a source must not start with weir:, got "weir:pump"',
    };
    expect(decodeSource('weir:pump', 'source', CONTEXT)).toEqual({ ok: false, problem });
    expect(decodeSource(undefined, 'source', { ...CONTEXT, partitionKey: 'weir:pump' })).toEqual({
      ok: false,
      problem,
    });
    expect(decodeSource('my-weir:pump', 'source', CONTEXT)).toMatchObject({ ok: true });
  });
});
