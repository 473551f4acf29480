/** What a signature says about its request before anything else is known. */
export interface CredentialScope {
  readonly accessKeyId: string;
  /** The signing name: `kinesis`, `s3`, `sagemaker`, ... */
  readonly service: string;
  /** When a presigned URL ends, milliseconds since the epoch. */
  readonly endsAtMs?: number;
}

/**
 * Reads the scope from the Authorization header or, for presigned URLs, from the query; undefined when there is none.
 */
export function credentialScopeOf(
  headers: Readonly<Record<string, string>>,
  query: URLSearchParams,
): CredentialScope | undefined {
  const signed = /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1];
  if (signed !== undefined) return readCredential(signed);
  const presigned = query.get('X-Amz-Credential');
  if (presigned !== null) {
    const endsAtMs = dateMs(query.get('X-Amz-Date')) + Number(query.get('X-Amz-Expires')) * 1000;
    const scope = readCredential(presigned);
    return scope && { ...scope, endsAtMs };
  }
  // The signature of before, with which boto3 still presigns for S3, and nothing else any more.
  const accessKeyId = query.get('AWSAccessKeyId');
  const endsAtMs = Number(query.get('Expires')) * 1000;
  return accessKeyId === null ? undefined : { accessKeyId, service: 's3', endsAtMs };
}

/** `accessKeyId/20261120/us-east-1/kinesis/aws4_request` */
function readCredential(credential: string): CredentialScope | undefined {
  const [accessKeyId, , region, service] = credential.split('/');
  return accessKeyId && region && service ? { accessKeyId, service } : undefined;
}

/** `20261120T101500Z` in milliseconds since the epoch; NaN for anything else. */
function dateMs(text: string | null): number {
  return Date.parse((text ?? '').replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
}
