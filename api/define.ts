/**
 * Declares a kind: the facts say what it is (names, scope, verbs, fields), a declaration adds only what is no fact.
 *
 *     export const leases = define<coordination.Lease>('coordination.k8s.io', 'v1', 'Lease', { strategy: { … } });
 */
import type { Column, ResourceDefinition, Strategy, Subresource } from './definition';
import { deprecationOf, type Lifecycle } from './deprecation';
import { restoreOrder } from './kinds/canonical-order';
import { ageColumn, nameColumn } from './kinds/columns';
import { statusView } from './kinds/status-view';
import type { KubeObject } from './object';
import type { KindFacts } from './schema/facts';
import { kindFacts } from './schema/facts';
import { schemaFor } from './schema/schema';

export interface Declaration<T extends KubeObject> {
  readonly strategy?: Strategy<T>;
  /** `status` is there by itself when the facts name it. */
  readonly subresources?: Readonly<Record<string, Subresource<T>>>;
  readonly fields?: Readonly<Record<string, (object: T) => string>>;
  readonly indexed?: readonly string[];
  readonly indexedLabels?: readonly string[];
  /** Default: Name, Age. */
  readonly columns?: readonly Column<T>[];
  readonly rowConditions?: ResourceDefinition<T>['rowConditions'];
  readonly answer?: ResourceDefinition<T>['answer'];
  readonly observe?: ResourceDefinition<T>['observe'];
  /** Where the facts do not say that it is going away. */
  readonly deprecated?: Pick<Lifecycle, 'deprecated' | 'removed' | 'replacement'>;
  /** A create may bring its status along (nodes register with theirs). Otherwise it is emptied. */
  readonly statusOnCreate?: 'kept';
}

/** Throws when the facts know no such kind: declarations are our own code. */
export function define<T extends KubeObject>(group: string, version: string, kind: string, declaration: Declaration<T> = {}): ResourceDefinition<T> {
  const facts = kindFacts(group, version, kind);
  const schema = schemaFor<T>(facts.definition);
  const hasStatus = 'status' in facts.subresources;
  const status: Record<string, Subresource<T>> = hasStatus ? { status: statusView<T>() } : {};
  return {
    group, version, kind, listKind: facts.listKind ?? `${kind}List`, schema,
    scope: facts.namespaced ? 'Namespaced' : 'Cluster',
    names: namesOf(facts),
    verbs: facts.verbs,
    deprecation: deprecationOf({ ...facts, ...declaration.deprecated }),
    strategy: {
      ...(hasStatus ? withStatusRules(declaration, emptyStatusOf(() => schema.decode({}).object)) : declaration.strategy),
      canonicalize(object) {
        declaration.strategy?.canonicalize?.(object);
        restoreOrder(object, facts.definition);
      },
    },
    subresources: { ...status, ...declaration.subresources },
    fields: declaration.fields ?? {},
    indexed: declaration.indexed,
    ...(declaration.indexedLabels && { indexedLabels: declaration.indexedLabels }),
    columns: declaration.columns ?? [nameColumn(), ageColumn()],
    ...(declaration.rowConditions && { rowConditions: declaration.rowConditions }),
    ...(declaration.answer && { answer: declaration.answer }),
    ...(declaration.observe && { observe: declaration.observe }),
  };
}

const namesOf = (facts: KindFacts): ResourceDefinition['names'] =>
  ({ plural: facts.plural, singular: facts.singular, short: facts.shortNames, categories: facts.categories });

interface WithStatus { status?: unknown }

/** The status of an object that has none: `{}` for most kinds, `{"loadBalancer":{}}` for a service. */
function emptyStatusOf(decodeNothing: () => KubeObject): () => unknown {
  let text: string | undefined;
  return () => JSON.parse(text ??= JSON.stringify((decodeNothing() as WithStatus).status ?? {})) as unknown;
}

/** The main endpoint never writes status: a create starts without one, an update keeps the stored one. */
function withStatusRules<T extends KubeObject>({ strategy = {}, statusOnCreate }: Declaration<T>, emptyStatus: () => unknown): Strategy<T> {
  return {
    ...strategy,
    prepareForCreate(object, context) {
      if (statusOnCreate !== 'kept') (object as WithStatus).status = emptyStatus();
      strategy.prepareForCreate?.(object, context);
    },
    prepareForUpdate(object, old, context) {
      (object as WithStatus).status = (old as WithStatus).status;
      strategy.prepareForUpdate?.(object, old, context);
    },
  };
}
