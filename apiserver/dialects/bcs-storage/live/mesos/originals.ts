/** Services, configmaps and secrets as somebody sent them; Kubernetes keeps them as its own. */
import { bcsRules, type KubeObject, type ResourceDefinition } from '../../../../../api';
import { madeOf } from '../derived-document';
import type { Part, View } from '../derived';
import { nameOf } from '../following';

const { marks } = bcsRules;

export interface Original {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels?: Readonly<Record<string, string>> };
}

/** Others were not made with BCS. */
export const isOriginal = ({ metadata: { annotations } }: KubeObject): boolean => annotations?.[marks.originalAnnotation] !== undefined;

export const originalOf = (object: KubeObject): Original => bcsRules.config.originalOf(object) as unknown as Original;

const originalsPart = <T extends KubeObject>(): Part<T> => ({ isPart: ({ object }) => isOriginal(object), affects: (entry) => [nameOf(entry)] });

export const originals = <T extends KubeObject>(definition: ResourceDefinition<T>): View => (sight) => {
  const objects = sight.follow(definition, originalsPart<T>());
  return (subject) => {
    const entry = objects.get(subject);
    if (!entry) return undefined;
    const original = originalOf(entry.object);
    const { name, namespace } = original.metadata;
    return madeOf(entry, { name, namespace }, original);
  };
};
