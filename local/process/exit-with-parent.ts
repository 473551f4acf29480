/**
 * Preloaded (`node --import`) into every process that the local cloud starts: standard input is a pipe that only the
 * parent holds, so its end means that the parent is gone, however it died, and nothing may outlive it.
 */
process.stdin.on('end', () => process.exit(1));
process.stdin.on('error', () => process.exit(1));
process.stdin.resume();
// The watch alone keeps no process alive that has nothing left to do.
(process.stdin as unknown as { unref?: () => void }).unref?.();
