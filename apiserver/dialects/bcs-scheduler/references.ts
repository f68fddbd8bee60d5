/** What a definition refers to must be there when it is sent (3.1, 5.3 of the document's specification). */
import { bcsRules, kinds, type core } from '../../../api';
import type { Service } from './call';
import { BcsFault } from './faults';
import { orNothing } from './or-nothing';
import { keyOf } from './sent';

const { config } = bcsRules;

type Template = Parameters<typeof config.referencesIn>[0];

/** Rejects with E8. `namespace`: as BCS calls it. */
export async function expectReferences({ registry }: Pick<Service, 'registry'>, namespace: string, template: Template): Promise<void> {
  for (const reference of config.referencesIn(template)) {
    const key = keyOf(namespace, reference.name);
    const found = await orNothing<core.ConfigMap | core.Secret>((reference.kind === 'configmap' ? registry.of(kinds.configmaps) : registry.of(kinds.secrets)).get(key));
    const missing = config.missingReference(reference, namespace, found);
    if (missing !== undefined) throw new BcsFault('E8', missing);
  }
}
