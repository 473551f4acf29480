import { ADMIN, ServiceError, type ServiceHandler } from '../gateway/service.ts';
import { type AwsEnvironment, PARTITION } from '../template/aws-environment.ts';

/** STS's GetCallerIdentity: the first thing that people ask of a new set of credentials. */
export function stsService({ accountId }: AwsEnvironment): ServiceHandler {
  return async ({ principal, body }) => {
    const action = new URLSearchParams(Buffer.from(body).toString()).get('Action');
    if (action !== 'GetCallerIdentity')
      throw new ServiceError('InvalidAction', `the local STS does not know ${action}`);
    const arn = principal === ADMIN ? `arn:${PARTITION}:iam::${accountId}:user/${ADMIN}` : principal;
    return {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>local</UserId><Account>${accountId}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    };
  };
}
