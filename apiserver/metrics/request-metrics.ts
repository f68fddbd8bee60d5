/** What is counted of requests (k8s.io/apiserver endpoints/metrics): found once per verb and resource, then added to. */
import { bounds, packageFacts, type Count, type Histogram, type Measures, type ResourceDefinition } from '../../api';
import type { RequestAttributes } from '../layers/attributes';
import { dryRunLabel, reportedVerb, scopeOf, subresourceLabel } from './labels';

const component = 'apiserver';

const ofRequest = ['verb', 'group', 'version', 'resource', 'subresource', 'scope', 'component'];
const withDryRun = ['verb', 'dry_run', ...ofRequest.slice(1)];

/** The series of requests that are alike. */
export interface Route {
  /** How many of them are running, where they are long-running. */
  readonly running: () => Count;
  /** One request has ended; `size` is the answer's, if it is known. */
  ended(code: number, seconds: number, size: number | undefined): void;
  /** The server ended it in self-defence. */
  terminated(code: number): void;
}

export class RequestMetrics {
  private readonly families;
  private readonly byDefinition = new WeakMap<ResourceDefinition, Map<string, Route>>();
  private readonly others = new Map<string, Route>();

  constructor(measures: Measures) {
    this.families = {
      total: measures.counter('apiserver_request_total', 'Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.', [...withDryRun, 'code']),
      duration: measures.histogram('apiserver_request_duration_seconds', 'Response latency distribution in seconds for each verb, dry run value, group, version, resource, subresource, scope and component.', withDryRun, bounds.requests),
      sizes: measures.histogram('apiserver_response_sizes', 'Response size distribution in bytes for each group, version, verb, resource, subresource, scope and component.', ofRequest, bounds.sizes),
      longRunning: measures.gauge('apiserver_longrunning_requests', 'Gauge of all active long-running apiserver requests broken out by verb, group, version, resource, scope and component. Not all requests are tracked this way.', ofRequest),
      deprecated: measures.gauge('apiserver_requested_deprecated_apis', 'Gauge of deprecated APIs that have been requested, broken out by API group, version, resource, subresource, and removed_release.', ['group', 'version', 'resource', 'subresource', 'removed_release']),
      terminations: measures.counter('apiserver_request_terminations_total', 'Number of requests which apiserver terminated in self-defense.', [...ofRequest, 'code']),
    };
  }

  /** `contentType` is that of the request's body. */
  routeOf(attributes: RequestAttributes, method: string, contentType: string | undefined): Route {
    const { definition } = attributes;
    const routes = definition ? this.routesOf(definition) : this.others;
    const scope = scopeOf(attributes);
    const verb = reportedVerb(attributes, method, scope, contentType);
    const subresource = subresourceLabel(attributes);
    const dryRun = dryRunLabel(attributes);
    // Mostly two short words, whose hash costs next to nothing.
    const key = subresource || dryRun ? `${verb} ${scope} ${subresource} ${dryRun}` : `${verb} ${scope}`;
    let route = routes.get(key);
    if (!route) {
      route = this.make(definition, { verb, scope, subresource, dryRun });
      routes.set(key, route);
    }
    return route;
  }

  private routesOf(definition: ResourceDefinition): Map<string, Route> {
    let routes = this.byDefinition.get(definition);
    if (!routes) this.byDefinition.set(definition, routes = new Map());
    return routes;
  }

  private make(definition: ResourceDefinition | undefined, { verb, scope, subresource, dryRun }: { verb: string; scope: string; subresource: string; dryRun: string }): Route {
    const what = [definition?.group ?? '', definition?.version ?? '', definition?.names.plural ?? '', subresource, scope, component];
    const { families } = this;
    if (definition?.deprecation !== undefined) families.deprecated(definition.group, definition.version, definition.names.plural, subresource, goneIn(definition)).value = 1;
    const duration = families.duration(verb, dryRun, ...what);
    const sizes: Histogram | undefined = verb === 'GET' || verb === 'LIST' ? families.sizes(verb, ...what) : undefined;
    const codes = new Map<number, Count>();
    const countOf = (code: number): Count => {
      let count = codes.get(code);
      if (!count) codes.set(code, count = families.total(verb, dryRun, ...what, String(code)));
      return count;
    };
    return {
      running: () => families.longRunning(verb, ...what),
      ended(code, seconds, size) {
        countOf(code).value++;
        duration.observe(seconds);
        if (sizes && size !== undefined) sizes.observe(size);
      },
      terminated: (code) => { families.terminations(verb, ...what, String(code)).value++; },
    };
  }
}

/** The first release without it; '': nobody has said. */
const goneIn = ({ kind, schema: { name } }: ResourceDefinition): string => packageFacts(name)?.kinds.find((each) => each.kind === kind)?.removed ?? '';
