/** Asks webhooks before applications and deployments are made or changed: section 11.1 of the document's specification. */
import { bcsRules, kinds, type bcs } from '../../../../api';
import type { Entry } from '../../../../registry';
import type { Call, Filter, Service } from '../call';
import { BcsFault } from '../faults';
import { Asking } from './asking';

const { admission, memberText } = bcsRules;

interface Hook {
  readonly webhook: bcsRules.admission.AdmissionWebhook;
  readonly asking: Asking;
}

interface Configuration {
  readonly definition: bcsRules.admission.AdmissionDefinition;
  readonly hooks: readonly Hook[];
}

const slot = Symbol('admission');

/** What has not changed keeps its connections. */
function configurationOf(entry: Entry<bcs.BcsAdmissionWebhook>, { posterWith }: Service): Configuration {
  return entry.memo(slot, ({ object }) => {
    const { definition } = admission.readAdmission(JSON.stringify(object.spec.definition));
    return { definition, hooks: definition.admissionWebhooks.map((webhook) => ({ webhook, asking: new Asking(webhook, posterWith) })) };
  });
}

interface Sent {
  readonly operation: 'Create' | 'Update';
  readonly kind: string;
  readonly namespace: string;
}

export const admit: Filter = async (call) => {
  const { service, json } = call;
  const sent = sentBy(call);
  if (!sent) return call;
  const { entries } = await service.registry.store(kinds.bcsadmissionwebhooks).list();
  const hooks = entries.map((entry) => configurationOf(entry, service)).filter(({ definition }) => admission.concerns(definition, sent)).flatMap((each) => each.hooks);
  let admitted = json;
  for (const hook of hooks) if (admission.selects(hook.webhook, sent.namespace)) admitted = await passedBy(hook, service, admitted);
  return { ...call, json: admitted };
};

async function passedBy({ webhook, asking }: Hook, service: Service, json: string): Promise<string> {
  try {
    return await asking.ask(service, json);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (admission.mustAnswer(webhook)) throw new BcsFault('E234', `request webhook ${webhook.name} error ${why}`, { http: 403, cause: error });
    service.log.warn('a webhook could not be asked, and may fail', { webhook: webhook.name, error: why });
    return json;
  }
}

/** Undefined: nobody is asked about that. What is no JSON is refused by who reads it. */
function sentBy({ method, json, at, service: { switches } }: Call): Sent | undefined {
  if (!isObject(json)) return undefined;
  const written = textOf(json, 'kind');
  const kind = switches.kind === 'exact' ? written : written.toLowerCase();
  if (kind !== 'application' && kind !== 'deployment') return undefined;
  const metadata = memberText(json, 'metadata') ?? '';
  return { kind, operation: method === 'POST' ? 'Create' : 'Update', namespace: (isObject(metadata) && textOf(metadata, 'namespace')) || (at.ns ?? '') };
}

function isObject(json: string): boolean {
  try {
    JSON.parse(json);
    return /^\s*\{/.test(json);
  } catch {
    return false;
  }
}

/** Of an object; '' for what is no text. */
function textOf(json: string, name: string): string {
  const value: unknown = JSON.parse(memberText(json, name) ?? 'null');
  return typeof value === 'string' ? value : '';
}
