/** Descriptions of flowcontrol.apiserver.k8s.io/v1. */
import { condition } from './shared';
import type { Descriptions } from './shape';

const lendablePercent = 'Share of its seats that others may borrow.';
const nominalConcurrencyShares = 'Its share of the server\'s seats, against those of the other levels.';
const verbs = 'Verbs; * for all.';

export const flowcontrol: Descriptions = () => ({
  FlowSchema: ['Says which requests belong to which priority level.'],
  FlowSchemaSpec: ['Which requests, which level.', {
    priorityLevelConfiguration: 'The level.', matchingPrecedence: 'The lower, the earlier it is tried; 1 to 10000, 1000 by default.', distinguisherMethod: 'What makes flows of requests: they are served in turn.', rules: 'Requests that it is about.',
  }],
  FlowSchemaStatus: ['How it is doing.', { conditions: 'What is going on.' }],
  FlowSchemaCondition: ['One observation about a flow schema.', condition()],
  FlowDistinguisherMethod: ['What makes a flow.', { type: 'ByUser or ByNamespace.' }],
  PolicyRulesWithSubjects: ['Requests of somebody.', { subjects: 'Whose.', resourceRules: 'About resources.', nonResourceRules: 'About paths.' }],
  ResourcePolicyRule: ['Requests about resources.', { verbs, apiGroups: 'API groups; * for all.', resources: 'Resources; * for all.', clusterScope: 'True: also those without a namespace.', namespaces: 'Namespaces; * for all.' }],
  NonResourcePolicyRule: ['Requests about paths.', { verbs, nonResourceURLs: 'Paths; * for all, or at the end of one.' }],
  Subject: ['Whose requests; one of these.', { kind: 'User, Group or ServiceAccount.', user: 'A user.', group: 'A group.', serviceAccount: 'An account.' }],
  UserSubject: ['A user.', { name: 'Name; * for all.' }],
  GroupSubject: ['A group.', { name: 'Name; * for all.' }],
  ServiceAccountSubject: ['An account.', { namespace: 'Its namespace.', name: 'Its name; * for all.' }],
  PriorityLevelConfiguration: ['How many requests of a level are served at a time, and what the others do.'],
  PriorityLevelConfigurationSpec: ['How a level is limited.', { type: 'Limited or Exempt.', limited: 'Limits, for Limited.', exempt: 'Settings, for Exempt.' }],
  LimitedPriorityLevelConfiguration: ['Limits of a level.', {
    nominalConcurrencyShares, assuredConcurrencyShares: nominalConcurrencyShares, limitResponse: 'What requests do that are too many.', lendablePercent, borrowingLimitPercent: 'How much it may borrow, in percent of its seats; unlimited when left out.',
  }],
  ExemptPriorityLevelConfiguration: ['A level without limits.', { nominalConcurrencyShares, lendablePercent }],
  LimitResponse: ['What requests do that are too many.', { type: 'Queue: wait. Reject: 429.', queuing: 'How they wait.' }],
  QueuingConfiguration: ['How requests wait.', { queues: 'How many queues.', handSize: 'How many queues a flow may choose from.', queueLengthLimit: 'How many wait in one queue; more are refused.' }],
  PriorityLevelConfigurationReference: ['A level.', { name: 'Its name.' }],
  PriorityLevelConfigurationStatus: ['How it is doing.', { conditions: 'What is going on.' }],
  PriorityLevelConfigurationCondition: ['One observation about a level.', condition()],
});
