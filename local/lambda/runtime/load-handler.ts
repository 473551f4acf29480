import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Handler = (event: unknown, context: object) => unknown;

/** Named as the managed runtime names its errors, because callers see the name as `errorType`. */
function runtimeError(name: string, message: string, cause?: unknown): Error {
  const error = new Error(message, { cause });
  error.name = `Runtime.${name}`;
  return error;
}

/**
 * Finds `handlerString` (`folder/index.handler`, `index.a.b`) under `taskRoot` as the managed Node runtime does:
 * the file name as it is, then `.js`, `.mjs`, `.cjs`; then the module's export, or its default export's.
 */
export async function loadHandler(taskRoot: string, handlerString: string): Promise<Handler> {
  const file = basename(handlerString);
  const dot = file.indexOf('.');
  if (dot <= 0 || handlerString.includes('..')) {
    throw runtimeError('MalformedHandlerName', `'${handlerString}' is not a valid handler name`);
  }
  const module = await importModule(join(taskRoot, dirname(handlerString), file.slice(0, dot)));
  const path = file.slice(dot + 1).split('.');
  const handler = valueAt(module, path) ?? valueAt((module as { default?: unknown }).default, path);
  if (handler === undefined) throw runtimeError('HandlerNotFound', `${handlerString} is undefined or not exported`);
  if (typeof handler !== 'function') throw runtimeError('HandlerNotFound', `${handlerString} is not a function`);
  if (handler.length >= 3) {
    throw runtimeError(
      'CallbackHandlerDeprecated',
      'callback handlers are gone since Node.js 24: use an async handler',
    );
  }
  return handler as Handler;
}

async function importModule(pathWithoutExtension: string): Promise<unknown> {
  const found = ['', '.js', '.mjs', '.cjs']
    .map((extension) => pathWithoutExtension + extension)
    .find((path) => existsSync(path));
  try {
    if (found === undefined) return createRequire(pathWithoutExtension)(pathWithoutExtension);
    return await import(pathToFileURL(found).href);
  } catch (error) {
    if (error instanceof SyntaxError) throw runtimeError('UserCodeSyntaxError', String(error), error);
    if ((error as NodeJS.ErrnoException).code?.endsWith('MODULE_NOT_FOUND')) {
      throw runtimeError('ImportModuleError', String(error), error);
    }
    throw error;
  }
}

function valueAt(module: unknown, path: readonly string[]): unknown {
  let value = module;
  for (const key of path) value = (value as Record<string, unknown> | undefined)?.[key];
  return value;
}
