import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';

export interface MonthlyBudgetProps {
  /** Of the whole account, USD a month. */
  readonly limitUsd: number;
  /** Who is told, one to ten; AWS asks nobody to confirm. */
  readonly emails: readonly string[];
}

/**
 * Tells people when the account has spent most of a sum in a month, and when it will have spent all of it.
 *
 * It counts the whole account: what an installation alone costs is known to AWS only by tags that somebody has to
 * activate in the billing console first, and a budget that counts nothing until then would be silent for the wrong
 * reason.
 */
export class MonthlyBudget extends CfnBudget {
  constructor(scope: Construct, id: string, { limitUsd, emails }: MonthlyBudgetProps) {
    const subscribers = emails.map((address) => ({ subscriptionType: 'EMAIL', address }));
    const told = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
      subscribers,
    });
    super(scope, id, {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: limitUsd, unit: 'USD' },
      },
      notificationsWithSubscribers: [told('ACTUAL', 80), told('FORECASTED', 100)],
    });
  }
}
