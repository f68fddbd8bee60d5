/** Finds the routes of a path. */
import type { Route } from './routes';

interface Node {
  readonly fixed: Map<string, Node>;
  any?: { readonly name: string; readonly node: Node };
  readonly routes: Route[];
}

const empty = (): Node => ({ fixed: new Map(), routes: [] });

export interface Found {
  readonly routes: readonly Route[];
  /** What stands for the parameters, as sent. */
  readonly at: Readonly<Record<string, string>>;
}

type RouteTable = (path: string) => Found | undefined;

/** A collection may be asked for with an empty segment: `/namespaces//pods`. An item has a name. */
export function routeTable(routes: readonly Route[]): RouteTable {
  const root = empty();
  for (const route of routes) grow(root, route.path.split('/')).routes.push(route);
  return (path) => {
    const at: Record<string, string> = {};
    let here: Node | undefined = root;
    for (const segment of path.split('/')) {
      const { fixed, any }: Node = here;
      const next: Node | undefined = fixed.get(segment);
      if (!next && any && (segment || any.name === 'namespace')) at[any.name] = segment;
      here = next ?? (segment || any?.name === 'namespace' ? any?.node : undefined);
      if (!here) return undefined;
    }
    return here.routes.length ? { routes: here.routes, at } : undefined;
  };
}

function grow(from: Node, segments: readonly string[]): Node {
  let here = from;
  for (const segment of segments) {
    if (segment.startsWith(':')) here = (here.any ??= { name: segment.slice(1), node: empty() }).node;
    else {
      const next = here.fixed.get(segment) ?? empty();
      here.fixed.set(segment, next);
      here = next;
    }
  }
  return here;
}
