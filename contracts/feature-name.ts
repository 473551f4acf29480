/**
 * The name of a feature as it counts at every door: white space around it is no part of it. Writers of CSV put a space
 * behind the comma (`timestamp, temp`), and JSON made of such a file has the name ` temp`.
 */
export function featureName(text: string): string {
  return isVisible(text.charCodeAt(0)) && isVisible(text.charCodeAt(text.length - 1)) ? text : text.trim();
}

/** Of ASCII, which nearly all names begin and end with: to trim each of them takes longer. */
function isVisible(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}
