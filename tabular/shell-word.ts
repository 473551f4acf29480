/** A value as it is typed behind an option, in single quotes where a shell would take it apart. */
export function shellWord(text: string): string {
  return /^[\w.,:@%+=/-]+$/.test(text) ? text : quotedWord(text);
}

/** The same, always in quotes. */
export function quotedWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Names of columns as they are typed behind `--ignore`: a name with a comma stands in double quotes. */
export function shellNames(names: readonly string[]): string {
  return shellWord(names.map((name) => (/[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(','));
}
