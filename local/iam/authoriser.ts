import { ADMIN, ServiceError, type ServiceHandler, type ServiceRequest } from '../gateway/service.ts';
import { decide, type Permission } from './decide.ts';
import type { Statement } from './statement.ts';

export interface Authoriser {
  /** @throws {ServiceError} access denied, in the words of `service`, unless the principal may do all of it */
  authorise(service: string, principal: string, permissions: readonly Permission[]): void;
  /** The handler behind a check of each request. A role may ask nothing of a service whose requests cannot be read. */
  guard(
    service: string,
    permissionsOf: ((request: ServiceRequest) => readonly Permission[]) | undefined,
    handler: ServiceHandler,
  ): ServiceHandler;
}

/** What was decided about one permission; for the check that every statement is needed. */
export interface Authorisation {
  readonly principal: string;
  readonly permission: Permission;
  readonly allowed: boolean;
  /** The statement that allowed or denied it. */
  readonly by?: Statement;
}

export interface AuthoriserOptions {
  /** Role ARN to its statements. */
  readonly roles: ReadonlyMap<string, readonly Statement[]>;
  readonly onDecision?: (authorisation: Authorisation) => void;
}

/** Code and status of a denial, where they are not AccessDeniedException and 400. */
const DENIALS: Readonly<Record<string, readonly [code: string, status: number]>> = {
  s3: ['AccessDenied', 403],
  sns: ['AuthorizationError', 403],
  sagemaker: ['AccessDeniedException', 403],
  monitoring: ['AccessDenied', 403],
};

/** The loopback interface stands for the TLS connection that there would be on AWS. */
const ALWAYS_TRUE = { 'aws:securetransport': 'true' };

/**
 * Checks each call against the policies of the caller's role, and refuses it with the words and the status of its
 * service.
 *
 * @throws ServiceError from `authorise`, if the role may not; ADMIN may everything
 */
export function authoriser({ roles, onDecision }: AuthoriserOptions): Authoriser {
  function authorise(service: string, principal: string, permissions: readonly Permission[]): void {
    if (principal === ADMIN) return;
    for (const { context, ...asked } of permissions) {
      const permission = { ...asked, context: { ...ALWAYS_TRUE, ...context } };
      const decision = decide(roles.get(principal) ?? [], permission);
      onDecision?.({ principal, permission, ...decision });
      if (decision.allowed) continue;
      const [code, status] = DENIALS[service] ?? ['AccessDeniedException', 400];
      const because = decision.by
        ? `with an explicit deny in ${decision.by.origin}`
        : `because no identity-based policy allows the ${permission.action} action`;
      const message = `User: ${principal} is not authorized to perform: ${permission.action} on resource: ${permission.resource} ${because}`;
      throw new ServiceError(code, message, status);
    }
  }
  return {
    authorise,
    guard: (service, permissionsOf, handler) => async (request) => {
      if (request.principal !== ADMIN) {
        const asked = permissionsOf?.(request) ?? [{ action: `${service}:*`, resource: '*' }];
        authorise(service, request.principal, asked);
      }
      return handler(request);
    },
  };
}
