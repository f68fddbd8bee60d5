/** A request, read once: what limits, audit and metrics judge it by, and what it is answered from. */
import type { ResourceDefinition } from '../../../api';
import type { Registry, ResourceStore } from '../../../registry';
import type { Request, RequestAttributes } from '../../dialect';
import { Query } from './query';
import { parseRequestInfo, splitPath, type RequestInfo } from './request-info';

export class Reading implements RequestAttributes {
  readonly path: string;
  /** Undefined when an escape in the path is broken. */
  readonly parts: readonly string[] | undefined;
  readonly query: Query;
  readonly info: RequestInfo | undefined;
  readonly store: ResourceStore | undefined;
  private readonly method: string;

  constructor(registry: Registry, { url, method }: Request) {
    const question = url.indexOf('?');
    this.method = method;
    this.path = question < 0 ? url : url.slice(0, question);
    this.query = new Query(question < 0 ? '' : url.slice(question + 1));
    this.parts = splitPath(this.path);
    this.info = this.parts && parseRequestInfo(method, this.parts, method === 'GET' && question >= 0 && (this.query.flag('watch') ?? false));
    this.store = this.info && registry.find(this.info.group, this.info.version, this.info.resource);
  }

  get verb(): string {
    return this.info ? this.info.verb ?? '' : this.method.toLowerCase();
  }

  get isResource(): boolean {
    return this.info !== undefined;
  }

  get group(): string {
    return this.info?.group ?? '';
  }

  get version(): string {
    return this.info?.version ?? '';
  }

  get resource(): string {
    return this.info?.resource ?? '';
  }

  get subresource(): string {
    return this.info?.subresource ?? '';
  }

  get namespace(): string {
    return this.info?.namespace ?? '';
  }

  get name(): string {
    return this.info?.name ?? '';
  }

  get definition(): ResourceDefinition | undefined {
    const { definition } = this.store ?? {};
    const { subresource } = this.info ?? {};
    return definition && (subresource === undefined || Object.hasOwn(definition.subresources, subresource)) ? definition : undefined;
  }
}
