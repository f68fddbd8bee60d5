/** Objects of any kind that has /scale, custom kinds included: what autoscalers scale and budgets count by. */
import { kinds, type autoscaling, type autoscalingV2, type Client, type CustomResourceDefinition, type ObjectKey, type ResourceDefinition, type Resources } from '../api';
import { servedDefinition, type Lister } from '../client';

type Scale = autoscaling.Scale;
type Reference = autoscalingV2.CrossVersionObjectReference;

const kindOf = (group: string, kind: string): string => `${group}/${kind}`;

const builtIn = new Map(kinds.definitions.map((definition) => [kindOf(definition.group, definition.kind), definition]));

export class Targets {
  constructor(private readonly client: Client, private readonly definitions: Lister<CustomResourceDefinition>) {}

  /** Undefined: nobody serves such a kind. Any version of it will do. */
  find(reference: Reference): ResourceDefinition | undefined {
    const group = groupOf(reference);
    return builtIn.get(kindOf(group, reference.kind)) ?? this.findCustom(group, reference.kind);
  }

  /** As upstream's mapper: throws where there is nothing of that kind, or the group cannot be read. */
  definitionOf(reference: Reference): ResourceDefinition {
    const { apiVersion = '', kind } = reference;
    if (apiVersion.split('/').length > 2) throw new Error(`unexpected GroupVersion string: ${apiVersion}`);
    const definition = this.find(reference);
    if (!definition) throw new Error(`no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(groupOf(reference))}`);
    return definition;
  }

  async read(definition: ResourceDefinition, key: ObjectKey): Promise<Scale> {
    return this.scales(definition).update(key, (scale) => scale, { subresource: 'scale' });
  }

  /** Conflict when the target has changed since `scale` was read. */
  async write(definition: ResourceDefinition, key: ObjectKey, scale: Scale, replicas: number): Promise<void> {
    await this.scales(definition).update(key, () => ({ ...scale, spec: { ...scale.spec, replicas } }), { subresource: 'scale' });
  }

  /** Through a projection other objects are seen than the definition's own. */
  private scales(definition: ResourceDefinition): Resources<Scale> {
    return this.client.of(definition as unknown as ResourceDefinition<Scale>);
  }

  private findCustom(group: string, kind: string): ResourceDefinition | undefined {
    const crd = this.definitions.list().find(({ spec }) => spec.group === group && spec.names.kind === kind);
    return crd && servedDefinition(crd);
  }
}

const groupOf = ({ apiVersion = '' }: Reference): string => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');
