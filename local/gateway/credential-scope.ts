/** What a SigV4 signature says about its request before anything else is known. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  /** The signing name: `kinesis`, `s3`, `sagemaker`, ... */
  readonly service: string;
}

/**
 * Reads the scope from the Authorization header or, for presigned URLs, from the query; undefined when there is none.
 */
export function credentialScopeOf(
  headers: Readonly<Record<string, string>>,
  query: URLSearchParams,
): CredentialScope | undefined {
  const credential = /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? query.get('X-Amz-Credential');
  // accessKeyId/20261120/us-east-1/kinesis/aws4_request
  const [accessKeyId, , region, service] = credential?.split('/') ?? [];
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined;
}
