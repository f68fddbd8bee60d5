/** Kinds whose objects are questions (reviews): a create is answered at once, and nothing is kept that could be read later. */
import { ApiError, type Clock, type ClusterAccess, type KubeObject, type Random, type ResourceDefinition, type WriteOptions } from '../api';
import { anonymous } from './admission';
import { unstoredEntry } from './encoding';
import { resourceName } from './reads';
import type { Entry, ResourceStore } from './resource-store';
import { decodeInput } from './writes/decode';
import { placeInNamespace } from './writes/system-fields';
import { refuseInvalid } from './writes/validation';

export interface AnswerContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly cluster: ClusterAccess;
}

export class AnswerStore<T extends KubeObject> implements ResourceStore<T> {
  constructor(readonly definition: ResourceDefinition<T>, private readonly context: AnswerContext) {}

  async create(input: unknown, namespace: string | undefined, options: WriteOptions = {}): Promise<Entry<T>> {
    const { definition } = this;
    const question = decodeInput(definition, input, options);
    placeInNamespace(definition, question, namespace);
    refuseInvalid(definition, question, [...definition.schema.check(question), ...(definition.strategy.validate?.(question) ?? [])]);
    const { clock, random, cluster } = this.context;
    const { user = anonymous } = options;
    const answer = await definition.answer?.(question, user, { now: clock.now(), random, user, cluster }) ?? question;
    definition.strategy.canonicalize?.(answer);
    return unstoredEntry(answer);
  }

  get = (): Promise<never> => this.refuse('get');
  list = (): Promise<never> => this.refuse('list');
  watch = (): Promise<never> => this.refuse('watch');
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
