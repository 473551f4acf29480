/** What begins so is no text. Bytes as characters of latin1. */
const BINARY: readonly (readonly [start: string, what: string, advice: string])[] = [
  ['%PDF-', 'a PDF document', 'export its table as CSV'],
  ['PAR1', 'a Parquet file packed with gzip', 'unpack it: gunzip'],
  ['PARE', 'an encrypted Parquet file', 'write it as one that is not'],
  [
    'SQLite format 3\0',
    'an SQLite database',
    'write a table as CSV first: sqlite3 -header -csv FILE "select * from T"',
  ],
  ['\xd0\xcf\x11\xe0', 'an Excel workbook (xls)', 'save its sheet as CSV'],
  ['\x89HDF', 'an HDF5 file', 'write it as CSV first'],
  ['MATLAB 5.0', 'a MATLAB file', 'write it as CSV first'],
  ['Obj\x01', 'an Avro file', 'write it as JSON Lines first: avro-tools tojson'],
  ['ORC', 'an ORC file', 'write it as CSV first'],
  ['ARROW1', 'an Arrow file', 'write it as CSV first'],
  ['FEA1', 'a Feather file', 'write it as CSV first'],
  ['\x93NUMPY', 'a NumPy array', 'write it as CSV first: numpy.savetxt(.., delimiter=",", header="a,b", comments="")'],
  ['\x1f\x8b', 'packed with gzip twice', 'unpack it: gunzip'],
  ['\xff\xfe\0\0', 'text in UTF-32', 'write it in UTF-8: iconv -f UTF-32 -t UTF-8'],
  ['\0\0\xfe\xff', 'text in UTF-32', 'write it in UTF-8: iconv -f UTF-32 -t UTF-8'],
  ['\x80\x04\x95', 'a Python pickle', 'write it as CSV first: pandas.read_pickle(..).to_csv(..)'],
  ['\x80\x05\x95', 'a Python pickle', 'write it as CSV first: pandas.read_pickle(..).to_csv(..)'],
  ['BZh', 'packed with bzip2', 'unpack it: bunzip2'],
  ['\xfd7zXZ\0', 'packed with xz', 'unpack it: unxz'],
  ['\x28\xb5\x2f\xfd', 'packed with zstd', 'unpack it: unzstd'],
  ["7z\xbc\xaf'\x1c", 'a 7z archive', 'unpack it'],
  ['Rar!', 'a RAR archive', 'unpack it'],
  ['\x89PNG', 'a picture', 'wanted the numbers behind it'],
  ['\xff\xd8\xff', 'a picture', 'wanted the numbers behind it'],
];

/** What could as well be the name of a column, unless bytes follow that no text has. */
const LEGIBLE = /^(?!%PDF)[ -~]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x08\x0e-\x1f]/;

/** Whether a file that is not packed is a Parquet file, by its first bytes. */
export function isParquet(head: Buffer): boolean {
  const start = startOf(head);
  return start.startsWith('PAR1') && CONTROL.test(start);
}

/**
 * Says what a file is when it is no table, by its first bytes; undefined for what may be one.
 *
 * @returns the end of a sentence, with what to do
 */
export function whatElse(head: Buffer): string | undefined {
  const start = startOf(head);
  if (start.startsWith('PK\x03\x04')) return zipped(head.toString('latin1'));
  const binary = BINARY.find(([magic]) => start.startsWith(magic) && (!LEGIBLE.test(magic) || CONTROL.test(start)));
  if (binary) return `this is ${binary[1]}, wanted rows as text: ${binary[2]}`;
  if (start.slice(257, 262) === 'ustar') return 'this is a tar archive, wanted rows as text: unpack it';
  return undefined;
}

function startOf(head: Buffer): string {
  return head.subarray(0, 300).toString('latin1');
}

function zipped(bytes: string): string {
  if (bytes.includes('xl/') || bytes.includes('[Content_Types].xml')) {
    return 'this is an Excel workbook (xlsx), wanted rows as text: save its sheet as CSV';
  }
  if (bytes.includes('opendocument.spreadsheet')) {
    return 'this is an OpenDocument sheet (ods), wanted rows as text: save it as CSV';
  }
  return 'this is a zip archive, wanted rows as text: unpack it (unzip -p FILE > rows.csv)';
}

/** The same for a text. */
export function whichOtherText(text: string): string | undefined {
  if (text.startsWith('\0')) return 'this is no text: it begins with a zero byte, wanted rows as text';
  const start = text.slice(0, 4000).trimStart();
  if (/^<(!doctype\s+html|html|head|body)\b/i.test(start)) return `this is an HTML page${titled(start)}, wanted rows`;
  if (/^<[?!a-z]/i.test(start)) return `this is XML${titled(start)}, wanted rows as CSV, JSON Lines or Parquet`;
  if (/^(%.*\s+)*@relation\b/i.test(start)) {
    return 'this is an ARFF file, wanted CSV: put the names of its attributes in one line in place of all up to @data';
  }
  if (start.startsWith('version https://git-lfs')) return 'this is a pointer of Git LFS to the file: git lfs pull';
  return undefined;
}

/** What a page or an error of a service calls itself. */
function titled(markup: string): string {
  const [, , title] = /<(title|code|message)>\s*([^<]{1,80})/i.exec(markup) ?? [];
  return title === undefined ? '' : ` ('${title.trim()}')`;
}
