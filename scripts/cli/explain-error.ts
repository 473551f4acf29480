/** What went wrong, in one sentence; where it is something that many run into, also what to do. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return nobodyLoggedIn(error) ?? nothingAnswers(error) ?? fileInTheWay(error) ?? (error.message || error.name);
}

function nobodyLoggedIn({ name, message }: Error): string | undefined {
  if (/Region is missing|Could not load credentials/.test(message)) {
    return `${message}: set AWS_PROFILE and AWS_REGION as for the aws CLI, or paste the exports that npm run local printed`;
  }
  if (/^ExpiredToken/.test(name)) return `${message}: log in again, as for the aws CLI`;
  return undefined;
}

interface ConnectionError extends NodeJS.ErrnoException {
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: number;
}

function nothingAnswers(error: Error): string | undefined {
  const failure = connectionErrorIn(error);
  if (!failure) return undefined;
  const { AWS_ENDPOINT_URL } = process.env;
  if (AWS_ENDPOINT_URL) return `nothing answers at ${AWS_ENDPOINT_URL} (AWS_ENDPOINT_URL): is npm run local still up?`;
  if (failure.hostname) return `${failure.hostname} is not found: is the network up, and AWS_REGION spelt right?`;
  return `nothing answers at ${failure.address}:${failure.port}`;
}

/** HTTP/2 hides it in the cause; a name with several addresses gives an error of errors, without a message. */
function connectionErrorIn(error: unknown): ConnectionError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof AggregateError) return connectionErrorIn(error.errors[0]);
  const { code } = error as ConnectionError;
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' ? error : connectionErrorIn(error.cause);
}

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'there is no such file or folder',
  EISDIR: 'this is a folder, wanted a file',
  ENOTDIR: 'a part of this path is a file, wanted a folder',
  EEXIST: 'this is a file, wanted a folder',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'no space is left of what this user may use',
};

function fileInTheWay(error: NodeJS.ErrnoException): string | undefined {
  const problem = FILE_PROBLEMS[error.code ?? ''];
  // The path of a failed spawn is a command.
  if (!problem || error.syscall?.startsWith('spawn')) return undefined;
  // What fails while it is read or written is open, and has a path no more.
  return error.path ? `${error.path}: ${problem}` : problem;
}
