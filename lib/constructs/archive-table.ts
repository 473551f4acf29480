import { Stack } from 'aws-cdk-lib';
import { CfnNamedQuery } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ARCHIVE_COLUMNS, ARCHIVE_PREFIX } from '../../contracts/archive.ts';
import { archiveQueries } from './archive-queries.ts';

export interface ArchiveTableProps {
  /** The setting `name`. */
  readonly installation: string;
  readonly bucket: IBucket;
}

/** The table over archived verdicts, and the questions that people ask it. */
export class ArchiveTable extends Construct {
  constructor(scope: Construct, id: string, { installation, bucket }: ArchiveTableProps) {
    super(scope, id);
    const catalogId = Stack.of(this).account;
    const databaseName = `${installation.toLowerCase().replaceAll('-', '_')}_archive`;
    const database = new CfnDatabase(this, 'Database', { catalogId, databaseInput: { name: databaseName } });
    const tableInput = tableOver(`s3://${bucket.bucketName}/${ARCHIVE_PREFIX}`);
    const table = new CfnTable(this, 'Verdicts', { catalogId, databaseName, tableInput });
    table.addResourceDependency(database);
    for (const [name, { description, sql }] of Object.entries(archiveQueries(databaseName))) {
      const query = new CfnNamedQuery(this, name.replaceAll(' ', ''), {
        database: databaseName,
        name: `${installation}: ${name}`,
        description,
        queryString: sql,
      });
      query.addResourceDependency(table);
    }
  }
}

/** A table whose partitions follow from the clock, so that nobody has to look for new ones. */
function tableOver(location: string): CfnTable.TableInputProperty {
  return {
    name: 'verdicts',
    description: 'All verdicts; one that was delivered again stands there twice, with the same identity',
    tableType: 'EXTERNAL_TABLE',
    partitionKeys: [
      { name: 'day', type: 'string', comment: 'UTC, in which it was archived: 2026-11-28' },
      { name: 'hour', type: 'string', comment: 'UTC: 00 to 23' },
    ],
    parameters: {
      EXTERNAL: 'TRUE',
      'projection.enabled': 'true',
      'projection.day.type': 'date',
      'projection.day.format': 'yyyy-MM-dd',
      'projection.day.range': '2026-01-01,NOW',
      'projection.hour.type': 'integer',
      'projection.hour.range': '0,23',
      'projection.hour.digits': '2',
      'storage.location.template': `${location}day=\${day}/hour=\${hour}/`,
    },
    storageDescriptor: {
      columns: Object.entries(ARCHIVE_COLUMNS).map(([name, type]) => ({ name, type })),
      location,
      inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
      outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
      serdeInfo: {
        serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
        // Names of features and labels keep their capitals.
        parameters: { 'case.insensitive': 'FALSE', 'ignore.malformed.json': 'TRUE' },
      },
    },
  };
}
