import { UsageError } from '../cli/run-command.ts';

/**
 * Finds what the changelog says of a version.
 *
 * @param changelog with a heading `## VERSION` for each
 * @param tag `v` and the version
 * @param packageVersion that of package.json, which the tag must be of
 * @throws {UsageError} where the tag is of another version, or nothing is said of it
 */
export function releaseNotesOf(changelog: string, tag: string, packageVersion: string): string {
  if (tag !== `v${packageVersion}`) {
    throw new UsageError(
      `the tag is ${tag}, wanted v${packageVersion}: package.json has the version ${packageVersion}`,
    );
  }
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((one) => headingOf(one).split(',')[0] === packageVersion);
  if (section === undefined) {
    const all = sections.map((one) => headingOf(one)).join(', ');
    throw new UsageError(
      `CHANGELOG.md says nothing of ${packageVersion}, only of ${all}: give it a heading, ## ${packageVersion}`,
    );
  }
  return section.slice(headingOf(section).length).trim();
}

function headingOf(section: string): string {
  return section.split('\n', 1)[0];
}
