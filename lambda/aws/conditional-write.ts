/** Whether the write's condition held. */
export async function conditionHeld(write: Promise<object>): Promise<boolean> {
  return (await unlessRefused(write)) !== undefined;
}

/** The answer to a write; undefined when its condition did not hold. */
export async function unlessRefused<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if ((error as Error).name === 'ConditionalCheckFailedException') return undefined;
    throw error;
  }
}
