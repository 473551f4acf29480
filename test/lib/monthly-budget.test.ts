import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { MonthlyBudget } from '../../lib/constructs/monthly-budget.ts';

it('a budget tells each address when four fifths are spent, and when all of it is going to be', () => {
  const stack = new Stack(new App(), 'Some');
  new MonthlyBudget(stack, 'Budget', { limitUsd: 50, emails: ['a@b.org', 'c@d.org'] });
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::Budgets::Budget'));
  expect(Properties.Budget).toEqual({
    BudgetType: 'COST',
    TimeUnit: 'MONTHLY',
    BudgetLimit: { Amount: 50, Unit: 'USD' },
  });
  const Subscribers = ['a@b.org', 'c@d.org'].map((Address) => ({ SubscriptionType: 'EMAIL', Address }));
  const told = (NotificationType: string, Threshold: number) => ({
    Notification: { NotificationType, ComparisonOperator: 'GREATER_THAN', Threshold, ThresholdType: 'PERCENTAGE' },
    Subscribers,
  });
  expect(Properties.NotificationsWithSubscribers).toEqual([told('ACTUAL', 80), told('FORECASTED', 100)]);
});
