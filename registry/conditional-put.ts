/** Whether what was sent took place: S3 says 412 where the condition does not hold, 409 or 404 where others write. */
export async function putTookPlace(sent: Promise<unknown>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
    if ([404, 409, 412].includes($metadata?.httpStatusCode ?? 0) && (error as Error).name !== 'NoSuchBucket')
      return false;
    throw error;
  }
}
