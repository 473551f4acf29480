/**
 * The name of a feature as it counts at every door: white space around it is no part of it. Writers of CSV put a space
 * behind the comma (`timestamp, temp`), and JSON made of such a file has the name ` temp`.
 */
export function featureName(text: string): string {
  return text.trim();
}
