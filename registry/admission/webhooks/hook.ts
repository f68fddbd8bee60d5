/** One webhook of a configuration, ready to be asked. */
import { selectorOf, type admissionregistration, type KubeObject, type LabelSelector } from '../../../api';
import { conditionsOf, type MatchConditions } from './match-conditions';
import type { Caller } from './caller';
import type { Rule } from './rules';

export type Webhook = admissionregistration.MutatingWebhook | admissionregistration.ValidatingWebhook;

export type Configuration = KubeObject & { readonly webhooks?: readonly Webhook[] };

export interface Hook {
  readonly id: string;
  readonly name: string;
  readonly configuration: string;
  readonly rules: readonly Rule[];
  /** matchPolicy Equivalent: rules that name another version of the resource mean it as well. */
  readonly anyVersion: boolean;
  /** failurePolicy Ignore: when it cannot be asked, the request goes on. */
  readonly failsOpen: boolean;
  readonly namespaces: LabelSelector;
  readonly objects: LabelSelector;
  readonly conditions: MatchConditions | undefined;
  readonly timeoutSeconds: number;
  readonly takesDryRuns: boolean;
  readonly reviewVersions: readonly string[];
  /** reinvocationPolicy IfNeeded. */
  readonly reinvocable: boolean;
  readonly caller: Caller;
}

const harmless: readonly (string | undefined)[] = ['None', 'NoneOnDryRun'];

export function hooksOf({ metadata: { name: configuration = '' }, webhooks = [] }: Configuration, callerOf: (config: Webhook['clientConfig']) => Caller): Hook[] {
  // Names need not be unique in what was stored through v1beta1.
  const seen = new Map<string, number>();
  return webhooks.map((webhook) => {
    const nth = seen.get(webhook.name) ?? 0;
    seen.set(webhook.name, nth + 1);
    return hookOf(`${configuration}/${webhook.name}/${nth}`, configuration, webhook, callerOf);
  });
}

function hookOf(id: string, configuration: string, webhook: Webhook, callerOf: (config: Webhook['clientConfig']) => Caller): Hook {
  const failsOpen = webhook.failurePolicy === 'Ignore';
  return {
    id, configuration, failsOpen,
    name: webhook.name,
    rules: webhook.rules ?? [],
    anyVersion: webhook.matchPolicy !== 'Exact',
    namespaces: selectorOf(webhook.namespaceSelector ?? {}),
    objects: selectorOf(webhook.objectSelector ?? {}),
    conditions: webhook.matchConditions?.length ? conditionsOf(webhook.matchConditions, failsOpen) : undefined,
    timeoutSeconds: webhook.timeoutSeconds ?? 10,
    takesDryRuns: harmless.includes(webhook.sideEffects ?? undefined),
    reviewVersions: webhook.admissionReviewVersions ?? [],
    reinvocable: 'reinvocationPolicy' in webhook && webhook.reinvocationPolicy === 'IfNeeded',
    caller: callerOf(webhook.clientConfig),
  };
}
