import { describe, expect, test } from 'vitest';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import { describeChoice } from '../../tabular/describe-choice.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { readTrainingData } from '../../tabular/read-training-data.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

const wobble = (i: number) => Math.sin(i * 12.9898) * 43.7;
const rowsOf = (count: number, row: (i: number) => unknown[]) =>
  Array.from({ length: count }, (_, i) => row(i).join(','));
const csv = (...lines: string[]) => temporaryFile('rows.csv', `${lines.join('\n')}\n`);
const choose = (lines: readonly string[], flags: ColumnFlags = {}) => chooseColumns([csv(...lines)], flags);
const said = async (lines: readonly string[], flags: ColumnFlags = {}) =>
  describeChoice(await choose(lines, flags)).replaceAll(/^.*rows\.csv/gm, 'rows.csv');

describe('what a column is', () => {
  test('does not depend on how late it begins', async () => {
    const file = csv('a,late', ...rowsOf(3000, (i) => [wobble(i), i < 2500 ? '' : wobble(7 * i)]));
    expect((await chooseColumns([file])).features).toEqual(['a', 'late']);
  });

  test.each([
    ['first', 0],
    ['in the middle', 1500],
    ['last', 2999],
  ])('is refused with line and value where text stands among its numbers, %s', async (_, at) => {
    const file = csv('a,temp', ...rowsOf(3000, (i) => [wobble(i), i === at ? '<0.01' : wobble(3 * i)]));
    await expect(chooseColumns([file])).rejects.toThrow(
      `line ${at + 2}, column 'temp': '<0.01' is not a number, and a feature needs numbers: mend it, ` +
        "leave the column out with --ignore temp, or say that it stands for a missing value with --missing-value '<0.01'",
    );
  });

  test.each(['-', '#DIV/0!', 'Bad', '1,020.50', '20,50', '\u22125', 'Infinity', '1e999'])(
    '%j among its numbers is text',
    async (text) => {
      await expect(choose(['a', '1', `"${text}"`])).rejects.toThrow(`'${text}' is not a number`);
    },
  );

  test('is said, and what is left out and why', async () => {
    const lines = ['timestamp,host,note,when,,temp', '2024-01-01,web-1,,2024-01-01 10:00,x,5', '2024-01-02,7a,,,y,6'];
    expect(await said(lines)).toBe(
      "rows.csv: takes temp; time timestamp; leaves out: host (text, line 2 has 'web-1'), note (empty), " +
        "when (times, line 2 has '2024-01-01 10:00': --timestamp-column when reads them), column 5 (no name)",
    );
  });

  test('is said in few words of very many', async () => {
    const names = Array.from({ length: 100 }, (_, i) => `f${i}`);
    expect(await said([names.join(','), names.map(() => 1.5).join(',')])).toMatch(/takes f0, .*, f19 and 80 more$/);
  });

  test.each(['timestamp', 'source', 'label', 'id'] as const)('named %s can be taken back', async (part) => {
    const lines = [`${part},a`, 'x,1', 'y,2'];
    for (const flags of [{ ignore: [part] }, { without: [part] }]) {
      const choice = await choose(lines, flags);
      expect(choice).toMatchObject({ parts: {}, features: ['a'] });
      expect(choice.leftOut.map(({ name }) => name)).toEqual([part]);
    }
  });

  test('is one thing', async () => {
    await expect(choose(['t,a', '1,2'], { timestampColumn: 't', sourceColumn: 't' })).rejects.toThrow(
      "line 1, column 't': it cannot be the source and the timestamp at once",
    );
  });

  test('is the same in several files, and what only a later one has is said', async () => {
    const choice = await chooseColumns([csv('a,b', '1,2'), csv('b,c,a', '3,9,4')]);
    expect(choice.leftOut).toEqual([{ name: 'c', reason: expect.stringMatching(/^not in .*rows\.csv$/) }]);
    expect([...(await readTrainingData(choice)).rows]).toEqual([1, 2, 4, 3]);
  });
});

describe('a first line that is a row is not taken for names:', () => {
  test.each([
    ['numbers alone', ['1,2', '3,4'], '1'],
    ['a text and numbers', ['pump-0,21.08,5.55', 'pump-1,21.6,5.8'], '21.08'],
    ['a time', ['2024-01-01T00:00:00,on', '2024-01-01T00:01:00,off'], '2024-01-01T00:00:00'],
    ['a time of day', ['10:00:05,a', '10:00:06,b'], '10:00:05'],
    ['a date as Excel writes it', ['01/02/2024,a', '02/02/2024,b'], '01/02/2024'],
    ['the same number twice', ['a,5,5', 'b,6,7'], '5'],
    ['a text and words in place of numbers', ['pump-0,?,NA', 'pump-1,21.6,5.8'], '?'],
    ['infinities, as flows have them', ['tcp,Infinity,inf', 'udp,21.6,5.8'], 'Infinity'],
    ['decimal commas', ['a;21,08;5,1', 'b;21,64;5,2'], '21,08'],
  ])('%s', async (_, lines, cell) => {
    await expect(choose(lines)).rejects.toThrow(
      `line 1: it looks like data (${cell}), wanted column names in the first line`,
    );
  });

  test('also where a column is asked for that it does not name', async () => {
    await expect(choose(['2024-01-01,21', '2024-01-02,22'], { features: ['temp'] })).rejects.toThrow('looks like data');
  });

  test('unless columns are called as collect calls them, so that numbers are names of features', async () => {
    expect((await choose(['timestamp,source,101,102', '2024-01-01,a,1,2'])).features).toEqual(['101', '102']);
  });

  test('and no option to name features is offered where a model names them', async () => {
    await expect(choose(['a,21', 'b,22'], { features: ['temp'] })).rejects.toThrow(/in the first line$/);
  });

  test('unless such a name is asked for', async () => {
    expect((await choose(['temp,101', '1,2', '3,4'], { features: ['101'] })).features).toEqual(['101']);
  });
});

describe('decimal commas', () => {
  const values = async (lines: readonly string[], flags: ColumnFlags = {}) => [
    ...(await readTrainingData(await choose(lines, flags))).rows,
  ];

  test('are read where ; | or tabs separate, and said', async () => {
    expect(await values(['a;b', '1,5;2', '3;-,25'])).toEqual([1.5, 2, 3, -0.25]);
    expect(await said(['a;b', '1,5;2'])).toBe("rows.csv (separated by ';'; decimal comma): takes a, b");
  });

  test('are read elsewhere when they are told, quoted', async () => {
    expect(await values(['a,b', '"1,5","2,25"'], { decimal: ',' })).toEqual([1.5, 2.25]);
    await expect(choose(['a,b', '"1,5","2,25"'])).rejects.toThrow('a decimal comma? --decimal ,');
  });

  test('are refused beside points, and where they could part thousands', async () => {
    await expect(choose(['a;b', '1,5;2.5'])).rejects.toThrow(/line 2: '1,5' has a comma, and '2\.5' in line 2 a point/);
    await expect(choose(['a;b', '1,020;2'])).rejects.toThrow(
      "line 2: '1,020' could be a fraction or thousands: say how decimals are written with --decimal , or --decimal .",
    );
    expect(await values(['a;b', '1,020;2'], { decimal: ',' })).toEqual([1.02, 2]);
    await expect(choose(['a;b', '1.5;2.5'], { decimal: ',' })).rejects.toThrow('a decimal point? --decimal .');
  });
});

describe('a column is no feature when', () => {
  test('it is called like a label and has categories', async () => {
    for (const name of ['Class', 'is_anomaly', 'TARGET', 'isFraud', 'y', 'attack', 'Fraud Label', 'attack_detected']) {
      const lines = [`a,${name}`, ...rowsOf(100, (i) => [wobble(i), i % 9 === 0 ? 1 : 0])];
      const typed = name.includes(' ') ? `'${name}'` : name;
      await expect(choose(lines)).rejects.toThrow(
        `column '${name}' is called like a label: leave out with --ignore ${typed}, say that it is the label with --label-column ${typed}`,
      );
      expect((await choose(lines, { labelColumn: name })).features).toEqual(['a']);
    }
  });

  test('however the words of its name are put together, where it has two values', async () => {
    for (const name of [
      'AnomalyLabel',
      'FraudFound_P',
      'Machine failure',
      'Pass/Fail',
      'Normal/Attack',
      'y_true',
      'GT',
    ]) {
      const lines = [`a,${name}`, ...rowsOf(100, (i) => [wobble(i), i % 9 === 0 ? 1 : -1])];
      await expect(choose(lines)).rejects.toThrow(`column '${name}' is called like a label`);
    }
    const text = ['a,Normal/Attack', ...rowsOf(100, (i) => [wobble(i), i % 9 ? 'Normal' : 'A ttack'])];
    expect(await said(text)).toContain("'A ttack': a label? --label-column Normal/Attack");
  });

  test('it is called like an id and has whole numbers, but not when they are measured', async () => {
    for (const name of ['device_id', 'sensorId', 'ID', 'Source', 'host']) {
      const lines = [`a,${name}`, ...rowsOf(100, (i) => [wobble(i), i % 5])];
      await expect(choose(lines)).rejects.toThrow(
        `column '${name}' is called like an id: leave out with --ignore ${name}, say that it is the source with --source-column ${name}`,
      );
    }
    const lines = ['humid,PID,grid_id', ...rowsOf(100, (i) => [i % 5, i % 7, wobble(i)])];
    expect((await choose(lines)).features).toEqual(['humid', 'PID', 'grid_id']);
  });

  test('its whole numbers are longer than any measurement', async () => {
    const lines = ['a,order', ...rowsOf(100, (i) => [wobble(i), 2n ** 60n + BigInt((i * 7919) % 101) * 10n ** 14n])];
    await expect(choose(lines)).rejects.toThrow("column 'order' looks like an id (whole numbers that a double cannot");
    const large = ['a,b', ...rowsOf(100, (i) => [wobble(i), i % 9 ? 1e30 : 5])];
    expect((await choose(large)).features).toEqual(['a', 'b']);
  });

  test.each([1, 1e3, 1e6, 1e9])('it is a clock of many sources, in 1/%d of a second', async (units) => {
    const times = (i: number) => [wobble(i), (1_700_000_000 + 60 * ((i * 37) % 100)) * units];
    await expect(choose(['a,event_time', ...rowsOf(100, times)])).rejects.toThrow(
      "column 'event_time' looks like a clock (all its numbers are times since 1970)",
    );
    if (units < 1e9) expect((await choose(['a,bytes', ...rowsOf(100, times)])).features).toEqual(['a', 'bytes']);
  });

  test('but not when measurements are called y', async () => {
    const lines = ['x,y,attack_count', ...rowsOf(100, (i) => [wobble(i), wobble(3 * i), i % 7])];
    expect((await choose(lines)).features).toEqual(['x', 'y', 'attack_count']);
  });

  test('it is text that is called like a label, which is said', async () => {
    const lines = ['a,Label', ...rowsOf(100, (i) => [wobble(i), i % 9 ? 'BENIGN' : 'DDoS'])];
    expect(await said(lines)).toContain("Label (text, line 2 has 'DDoS': a label? --label-column Label)");
  });

  test('it holds only 0 and 1 beside a label', async () => {
    const lines = [
      'a,changepoint,label',
      ...rowsOf(100, (i) => [wobble(i), Number(i % 20 === 3), Number(i % 9 === 0)]),
    ];
    await expect(choose(lines)).rejects.toThrow("'changepoint' holds only 0 and 1, as a label does");
    expect((await choose(lines.map((line) => line.replace(/,\w+$/, '')))).features).toEqual(['a', 'changepoint']);
  });

  test('it is a clock whose rows share their seconds, but not the hour of the day', async () => {
    const lines = ['Time,a', ...rowsOf(500, (i) => [Math.floor(i / 3), wobble(i)])];
    await expect(choose(lines)).rejects.toThrow("column 'Time' looks like an id or a clock");
    const hours = ['hour,a', ...rowsOf(500, (i) => [Math.floor(i / 2) % 24, wobble(i)])];
    expect((await choose(hours)).features).toEqual(['hour', 'a']);
  });
});

describe('rows without a time', () => {
  const lines = ['timestamp,a', '2024-01-01,1', ',2', '2024-01-02,3'];

  test('are rows, and said', async () => {
    expect(await said(lines)).toBe(
      'rows.csv: takes a; time timestamp\nbeware: 1 row has no time, the first in line 3: taken as of the time of the row before',
    );
  });

  test('are those of a file without that column, too', async () => {
    const choice = await chooseColumns([csv('timestamp,source,a', '2024-01-01,p,1', '2024-01-02,p,2'), csv('a', '3')]);
    expect(choice).toMatchObject({ sourceless: 1, clock: { untimed: 1 } });
    expect((await readTrainingData(choice)).timestampsMs).toBeUndefined();
  });

  test('are of the time of the row before in training, too', async () => {
    const { timestampsMs } = await readTrainingData(await choose(lines));
    expect([...timestampsMs!]).toEqual([1, 1, 2].map((day) => Date.UTC(2024, 0, day)));
  });
});
