import Athena from 'node-sql-parser/build/athena.js';
import { expect, it } from 'vitest';
import { ARCHIVE_COLUMNS } from '../../contracts/archive.ts';
import { archiveQueries } from '../../lib/constructs/archive-queries.ts';
import { synthesise } from '../support/synthesise.ts';

const { data, detection } = synthesise({ archive: 'on', archiveDays: '30', name: 'Plant-A' });
const only = (type: string) => {
  const [resource, ...others] = Object.values(detection.findResources(type));
  expect(others).toEqual([]);
  return resource.Properties;
};

it('verdicts are kept as long as was set, and unfinished uploads for a day', () => {
  data.hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: {
      Rules: [
        { Prefix: 'verdicts/', ExpirationInDays: 30, Status: 'Enabled' },
        { Prefix: 'errors/', ExpirationInDays: 30, Status: 'Enabled' },
        { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
      ],
    },
  });
});

it('the delivery stream makes gzipped lines of them, by day and hour', () => {
  expect(only('AWS::KinesisFirehose::DeliveryStream')).toMatchObject({
    DeliveryStreamType: 'DirectPut',
    DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
    ExtendedS3DestinationConfiguration: {
      Prefix: 'verdicts/day=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
      ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
      FileExtension: '.jsonl.gz',
      CompressionFormat: 'GZIP',
      BufferingHints: { IntervalInSeconds: 300, SizeInMBs: 128 },
    },
  });
});

it('the table knows each column, and finds its partitions by the clock', () => {
  const { Name, Parameters, PartitionKeys, StorageDescriptor } = only('AWS::Glue::Table').TableInput;
  expect(only('AWS::Glue::Database').DatabaseInput).toEqual({ Name: 'plant_a_archive' });
  expect(Name).toBe('verdicts');
  expect(StorageDescriptor.Columns).toEqual(
    Object.entries(ARCHIVE_COLUMNS).map(([name, Type]) => ({ Name: name, Type })),
  );
  expect(PartitionKeys.map((key: { Name: string }) => key.Name)).toEqual(['day', 'hour']);
  expect(Parameters).toMatchObject({ 'projection.enabled': 'true', 'projection.day.range': '2026-01-01,NOW' });
  const template = JSON.stringify(Parameters['storage.location.template']);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Athena's own
  expect(template).toContain('/verdicts/day=${day}/hour=${hour}/');
});

it('the saved queries are those of the archive', () => {
  const queries = Object.values(detection.findResources('AWS::Athena::NamedQuery')).map(({ Properties }) => Properties);
  expect(queries.map(({ Name, Database, QueryString }) => [Name, Database, QueryString])).toEqual(
    Object.entries(archiveQueries('plant_a_archive')).map(([name, { sql }]) => [
      `Plant-A: ${name}`,
      'plant_a_archive',
      sql,
    ]),
  );
});

it.each(Object.entries(archiveQueries('plant_a_archive')))('a parser of Athena takes the query: %s', (_, { sql }) => {
  const parser = new Athena.Parser();
  const { tableList, columnList } = parser.parse(sql, { database: 'athena' });
  expect(tableList).toContain('select::plant_a_archive::verdicts');
  const made = ['day', 'hour', 'delivery', 'observed_day', 'anomalies', 'verdicts', '(.*)'];
  const known = [...Object.keys(ARCHIVE_COLUMNS), ...made];
  for (const column of columnList) expect(known).toContain(column.split('::').at(-1));
  // Athena is paid by what it reads: each query says which days.
  expect(sql).toMatch(/WHERE day >= /);
});

it('the consumer may give verdicts to the delivery stream and put them into the bucket, and no more of either', () => {
  const policies = Object.entries(detection.findResources('AWS::IAM::Policy'));
  const [, policy] = policies.find(([id]) => id.startsWith('ConsumerRole'))!;
  const statements: { Action: string; Resource: unknown }[] = policy.Properties.PolicyDocument.Statement;
  const archiving = statements.filter((one) => /Archive|verdicts\//.test(JSON.stringify(one.Resource)));
  expect(archiving.map(({ Action }) => Action).sort()).toEqual(['firehose:PutRecordBatch', 's3:PutObject']);
});

it('three alarms watch it', () => {
  const headings = ['Archive is late', 'Archive takes a detour', 'Verdicts are not archived'];
  for (const heading of headings) {
    detection.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: `Plant-A: ${heading}` });
  }
});
