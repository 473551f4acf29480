/** The answer to one question about an installation. */
export interface Finding {
  readonly about: string;
  /** `attention`: somebody should do something. `unknown`: it could not be told. */
  readonly state: 'good' | 'attention' | 'unknown';
  /** Sentences, the answer first, then what to do. */
  readonly says: readonly string[];
}

/** What was found; that it could not be found out is a finding, too, and keeps no other one away. */
export async function find(about: string, work: () => Promise<Omit<Finding, 'about'>>): Promise<Finding> {
  try {
    return { about, ...(await work()) };
  } catch (error) {
    const { name, message } = error as Error;
    return { about, state: 'unknown', says: [`cannot tell: ${name === 'Error' ? message : `${name}: ${message}`}`] };
  }
}
