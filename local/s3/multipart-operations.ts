import { ServiceError, type ServiceRequest } from '../gateway/service.ts';
import { escapeXml } from '../gateway/xml.ts';
import { copiedObject } from './copy-source.ts';
import {
  completeUpload,
  type MultipartUpload,
  type MultipartUploads,
  multipartUploads,
  putPart,
} from './multipart-uploads.ts';
import type { ObjectStore } from './object-store.ts';
import { targetOf } from './operation-of.ts';
import { keptHeaders, putConditions, uploadedBytes } from './read-upload.ts';
import type { S3Operations } from './s3-service.ts';
import { elementTexts, xmlAnswer } from './xml-answer.ts';

/** Uploads in parts, as clients put what is larger than some megabytes. */
export function multipartOperations(store: ObjectStore): S3Operations {
  const uploads = multipartUploads();
  const partNumberOf = ({ query }: ServiceRequest) => Number(query.get('partNumber'));
  return {
    CreateMultipartUpload(request) {
      const { bucket, key } = targetOf(request);
      return xmlAnswer('InitiateMultipartUploadResult', named(uploads.create(bucket, key, keptHeaders(request))));
    },
    UploadPart(request) {
      const { etag } = putPart(uploadOf(uploads, request), partNumberOf(request), uploadedBytes(request));
      return { status: 200, headers: { etag }, body: '' };
    },
    UploadPartCopy(request) {
      const { body } = copiedObject(store, request);
      const bytes = body.subarray(...copiedRange(request.headers['x-amz-copy-source-range'], body.length));
      const { etag, lastModified } = putPart(uploadOf(uploads, request), partNumberOf(request), bytes);
      return xmlAnswer('CopyPartResult', `${changed(lastModified)}<ETag>${escapeXml(etag)}</ETag>`);
    },
    CompleteMultipartUpload(request) {
      const upload = uploadOf(uploads, request);
      const parts = elementTexts(request.body, 'Part').map((part) => ({
        partNumber: Number(elementTexts(part, 'PartNumber')[0]),
        etag: elementTexts(part, 'ETag')[0] ?? '',
      }));
      const { etag } = completeUpload(store, upload, parts, putConditions(request));
      uploads.forget(upload);
      const location = `<Location>${escapeXml(request.path)}</Location>`;
      const result = `${location}${named(upload)}<ETag>${escapeXml(etag)}</ETag>`;
      return xmlAnswer('CompleteMultipartUploadResult', result);
    },
    AbortMultipartUpload(request) {
      uploads.forget(uploadOf(uploads, request));
      return { status: 204, body: '' };
    },
    ...listingOperations(uploads),
  };
}

/** What was begun, and what is there of it. */
function listingOperations(uploads: MultipartUploads): S3Operations {
  return {
    ListParts(request) {
      const upload = uploadOf(uploads, request);
      const parts = [...upload.parts]
        .sort(([a], [b]) => a - b)
        .map(
          ([number, { etag, lastModified, body }]) =>
            `<Part><PartNumber>${number}</PartNumber>${changed(lastModified)}<ETag>${escapeXml(etag)}</ETag><Size>${body.length}</Size></Part>`,
        );
      return xmlAnswer('ListPartsResult', `${named(upload)}<IsTruncated>false</IsTruncated>${parts.join('')}`);
    },
    ListMultipartUploads(request) {
      const { bucket } = targetOf(request);
      const prefix = request.query.get('prefix') ?? '';
      const found = uploads.ofBucket(bucket).filter(({ key }) => key.startsWith(prefix));
      const listed = found.map(
        ({ key, uploadId, initiated }) =>
          `<Upload><Key>${escapeXml(key)}</Key><UploadId>${uploadId}</UploadId><Initiated>${initiated.toISOString()}</Initiated></Upload>`,
      );
      const common = `<Bucket>${bucket}</Bucket><Prefix>${escapeXml(prefix)}</Prefix><IsTruncated>false</IsTruncated>`;
      return xmlAnswer('ListMultipartUploadsResult', `${common}${listed.join('')}`);
    },
  };
}

function uploadOf(uploads: MultipartUploads, request: ServiceRequest): MultipartUpload {
  const { bucket, key } = targetOf(request);
  return uploads.get(request.query.get('uploadId') ?? '', bucket, key);
}

function named({ bucket, key, uploadId }: MultipartUpload): string {
  return `<Bucket>${bucket}</Bucket><Key>${escapeXml(key)}</Key><UploadId>${uploadId}</UploadId>`;
}

function changed(lastModified: Date): string {
  return `<LastModified>${lastModified.toISOString()}</LastModified>`;
}

/** Start and end, without the end, of `bytes=0-9`; all of it when no range is given. */
function copiedRange(text: string | undefined, size: number): [number, number] {
  if (text === undefined) return [0, size];
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(text) ?? [];
  if (from !== undefined && Number(from) <= Number(to) && Number(to) < size) return [Number(from), Number(to) + 1];
  throw new ServiceError('InvalidArgument', `got the range ${text} of ${size} bytes, wanted one within, as bytes=0-9`);
}
