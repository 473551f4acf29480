import { describe, expect, it } from 'vitest';
import { releaseNotesOf } from '../../../scripts/release/release-notes-of.ts';

const CHANGELOG =
  '# Changelog\n\n## Unreleased\n\n- soon\n\n## 1.2.0, 2026-11-01\n\n- **Rules**\n\n## 1.1.0\n\n- older\n';

describe('the notes of a release', () => {
  it('are what the changelog says of its version', () => {
    expect(releaseNotesOf(CHANGELOG, 'v1.2.0', '1.2.0')).toBe('- **Rules**');
    expect(releaseNotesOf(CHANGELOG, 'v1.1.0', '1.1.0')).toBe('- older');
  });

  it('are refused for a tag that is not of the version of the package', () => {
    expect(() => releaseNotesOf(CHANGELOG, 'v1.2.0', '1.3.0')).toThrow(
      'the tag is v1.2.0, wanted v1.3.0: package.json has the version 1.3.0',
    );
  });

  it('are refused for a version that the changelog does not know', () => {
    expect(() => releaseNotesOf(CHANGELOG, 'v1.3.0', '1.3.0')).toThrow(
      'CHANGELOG.md says nothing of 1.3.0, only of Unreleased, 1.2.0, 2026-11-01, 1.1.0: give it a heading, ## 1.3.0',
    );
  });
});
