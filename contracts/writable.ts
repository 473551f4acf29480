/**
 * An object while it is made. Members that are seldom there are assigned where they are: to spread what is mostly
 * nothing costs each observation time.
 */
export type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
