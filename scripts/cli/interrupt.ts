/**
 * Aborted by the first Ctrl-C (or SIGTERM), so that work ends in order; a second one ends the process at once.
 *
 * @param message said on stderr at the first
 */
export function interruptSignal(message: string): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    console.error(`\n${message}`);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}
