/** One request to one AWS service, its body read whole and its sender known. */
export interface ServiceRequest {
  readonly method: string;
  /** Without the query, still percent-encoded: `/bucket/a%20key`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Who asks: the ARN of a role of the template, or {@link ADMIN}. */
  readonly principal: string;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export type ServiceHandler = (request: ServiceRequest) => Promise<ServiceResponse>;

/** The person at this machine: may do everything. */
export const ADMIN = 'admin';

/**
 * A refusal that the client is told of in its service's own form. Anything else thrown is a bug of ours and becomes a
 * 500.
 */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.status = status;
  }
}

/** Thrown to end a request's connection without an answer: the client cannot know whether anything was done. */
export class LostConnection extends Error {}
