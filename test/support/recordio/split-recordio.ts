/** The records of RecordIO, of which each is whole. It takes the magic number for granted as little as the SDK does. */
export function splitRecordIo(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes.readUInt32LE(at) !== 0xced7230a) throw new Error(`no magic number at byte ${at}`);
    const length = bytes.readUInt32LE(at + 4);
    if (length > bytes.length - at - 8) throw new Error(`a record at byte ${at} that is parted or cut short`);
    records.push(bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length + ((4 - (length % 4)) % 4);
  }
  return records;
}
