/** The objects of the Global Scheduler (docs/dialects/global-scheduler-objects.md). Their fields have the names of its documents. */
import { list, record, text, type Shape } from '../../custom/shapes';
import type { ResourceDefinition, View } from '../../definition';
import type { KubeObject } from '../../object';
import type { UserInfo } from '../../resources';
export { age, builtIn, ruledBy } from '../../custom/built-in';

/** Behind custom resources: whoever defines clusters means those. */
const group = { group: 'globalscheduler.com', version: 'v1', categories: ['globalscheduler'] } as const;

/** The shortest way to say which kind it is. */
export const named = (kind: string, plural: string, scope: 'Cluster' | 'Namespaced', ...shortNames: readonly string[]) => ({ ...group, kind, plural, scope, shortNames });

/** As whom the ledger writes: nobody else says what is reserved. */
export const ledgerUser: UserInfo = { name: 'system:global-scheduler', groups: ['system:masters'] };

/** These fields of the status are the ledger's, where `isKept` says so: whatever others write, they stay as they are. */
export function keptByLedger<T extends KubeObject & { status?: object }>(definition: ResourceDefinition<T>, fields: readonly (keyof NonNullable<T['status']>)[], isKept: (object: T) => boolean): ResourceDefinition<T> {
  const view = definition.subresources.status as View<T>;
  const isKeptField = (field: string): boolean => fields.some((kept) => kept === field);
  const status: View<T> = {
    ...view,
    prepareForUpdate(object, old, context) {
      const next = view.prepareForUpdate(object, old, context);
      if (!isKept(old) || context.user?.name === ledgerUser.name || !(old.status ?? next.status)) return next;
      const stored = Object.entries(old.status ?? {}).filter(([field]) => isKeptField(field));
      const sent = Object.entries(next.status ?? {}).filter(([field]) => !isKeptField(field));
      return { ...next, status: Object.fromEntries([...sent, ...stored]) };
    },
  };
  return { ...definition, subresources: { ...definition.subresources, status } };
}

/** The name by which the Global Scheduler knows what has another name here. */
export const idAnnotation = 'globalscheduler.com/id';

/** `config`: it mirrors a record of the configuration directory. */
export const sourceLabel = 'globalscheduler.com/source';

export interface GeoLocation {
  city?: string;
  province?: string;
  area?: string;
  country?: string;
}

export const geoLocation = (description: string): Shape => record(description, {
  city: text('The city.'),
  province: text('The province.'),
  area: text('The area.'),
  country: text('The country.'),
});

export const names = (description: string): Shape => list({ type: 'string' }, description);

/** Larger ones would come back as others: JSON's numbers here are doubles. */
export const whole = (description: string, minimum: number): Shape => ({ type: 'integer', format: 'int64', minimum, maximum: Number.MAX_SAFE_INTEGER, description });
