import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFAULT_SEVERITY_BANDS } from '../../contracts/verdict.ts';
import type { Admit } from '../../incidents/admission.ts';
import { identityOfAnomaly } from '../../incidents/anomaly.ts';
import { countAnomalies } from '../../incidents/count-anomalies.ts';
import { newItem } from '../../incidents/incident-item.ts';
import { ARRIVAL_MS, anomaly, deliveredFrom } from '../support/consumer/observations.ts';

const RULES = { cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS };

it('what rules hold opens nothing, joins nothing, worsens nothing, and is held once', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ grade: fc.double({ min: 0.01, max: 0.99 }), isHeld: fc.boolean() })), (all) => {
      const anomalies = all.map(({ grade }, i) => anomaly(i + 1, grade, i * 1000));
      if (anomalies.length === 0) return;
      const held = new Set(anomalies.filter((_, i) => all[i].isHeld).map(identityOfAnomaly));
      const admit: Admit = (one) => {
        if (!held.has(identityOfAnomaly(one))) return { isAdmitted: true };
        return { isAdmitted: false, rule: 'R', because: 'it is so' };
      };
      const delivery = deliveredFrom(0);
      const counting = countAnomalies(newItem('pump-1'), anomalies, delivery, { ...RULES, admit }, ARRIVAL_MS);
      const admitted = anomalies.filter((one) => !held.has(identityOfAnomaly(one)));
      const nothing = { item: undefined, toPublish: [] };
      const without =
        admitted.length === 0 ? nothing : countAnomalies(newItem('pump-1'), admitted, delivery, RULES, ARRIVAL_MS);
      expect(counting.toPublish).toEqual(without.toPublish);
      expect(counting.item?.incident).toEqual(without.item?.incident);
      for (const [i, decision] of counting.decisions.entries()) {
        if (all[i].isHeld) expect(decision).toMatchObject({ decision: 'held', rule: 'R', because: 'it is so' });
        else expect(decision).not.toHaveProperty('rule');
      }
      const again = countAnomalies(counting.item!, anomalies, delivery, RULES, ARRIVAL_MS);
      expect(again.decisions.map(({ decision }) => decision)).toEqual(anomalies.map(() => 'already_counted'));
      expect((again.item ?? counting.item)?.incident).toEqual(without.item?.incident);
    }),
    { numRuns: 100 },
  );
});
