/** Who did something: of an ARN what people know, `user/me`. */
export function shortBy(by: string): string {
  return by.startsWith('arn:') ? by.split(':').slice(5).join(':') : by;
}
