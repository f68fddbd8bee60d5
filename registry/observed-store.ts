/** Kinds whose objects are stored nowhere: they are found out when somebody asks, and can only be read. */
import { ApiError, type ClusterState, type KubeObject, type ListOptions, type ObjectKey, type ResourceDefinition } from '../api';
import { unstoredEntry } from './encoding';
import { matcher } from './matching';
import { notFound, resourceName } from './reads';
import type { Entry, Page, ResourceStore } from './resource-store';

type Observe<T extends KubeObject> = NonNullable<ResourceDefinition<T>['observe']>;

export class ObservedStore<T extends KubeObject> implements ResourceStore<T> {
  constructor(readonly definition: ResourceDefinition<T>, private readonly observe: Observe<T>, private readonly state: () => ClusterState) {}

  async get({ name }: ObjectKey): Promise<Entry<T>> {
    const found = (await this.entries()).find(({ key }) => key.name === name);
    if (!found) throw notFound(this.definition, name);
    return found;
  }

  /** Few and never the same ones: there are no pages of them, and no revision. */
  async list(options: ListOptions = {}): Promise<Page<T>> {
    const matches = matcher(this.definition, options);
    const entries = await this.entries();
    return { revision: 0, entries: matches ? entries.filter(matches) : entries };
  }

  private async entries(): Promise<Entry<T>[]> {
    const observed = await this.observe(this.state());
    return observed.map((object) => unstoredEntry(this.definition.schema.decode(object).object));
  }

  watch = (): Promise<never> => this.refuse('watch');
  create = (): Promise<never> => this.refuse('create');
  update = (): Promise<never> => this.refuse('update');
  apply = (): Promise<never> => this.refuse('patch');
  delete = (): Promise<never> => this.refuse('delete');
  project = (): Promise<never> => this.refuse('get');
  updateProjection = (): Promise<never> => this.refuse('update');
  applyProjection = (): Promise<never> => this.refuse('patch');
  invoke = (): Promise<never> => this.refuse('create');

  private refuse(verb: string): Promise<never> {
    return Promise.reject(ApiError.methodNotAllowed(resourceName(this.definition), verb));
  }
}
