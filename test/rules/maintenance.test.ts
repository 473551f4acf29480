import { expect, test } from 'vitest';
import { parseRules } from '../../contracts/rules.ts';
import { maintenanceOf } from '../../rules/maintenance.ts';

const at = (time: string) => Date.parse(`2026-03-02T${time}Z`);

test('is of the sources of any rule that has it, within its window', async () => {
  const windows = ['2026-03-02T10:00:00Z/2026-03-02T12:00:00Z'];
  const rules = parseRules(
    { rules: [{ name: 'all' }, { name: 'pumps', source: 'pump-*', maintenance: { windows } }] },
    'rules',
  );
  const isInMaintenance = await maintenanceOf(rules, at('13:00:00'));
  expect(isInMaintenance('pump-1', at('11:00:00'))).toBe(true);
  expect(isInMaintenance('pump-1', at('12:00:01'))).toBe(false);
  expect(isInMaintenance('valve-1', at('11:00:00'))).toBe(false);
});
