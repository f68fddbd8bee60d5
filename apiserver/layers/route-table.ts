/** Finds the routes of a path: `:name` in a route's path stands for one segment. Fixed segments win. */
interface Node<R> {
  readonly fixed: Map<string, Node<R>>;
  any?: { readonly name: string; readonly node: Node<R> };
  readonly routes: R[];
}

const empty = <R>(): Node<R> => ({ fixed: new Map(), routes: [] });

export interface Found<R> {
  readonly routes: readonly R[];
  /** What stands for the parameters, as sent. */
  readonly at: Readonly<Record<string, string>>;
}

export type RouteTable<R> = (path: string) => Found<R> | undefined;

/** `mayBeEmpty`: the parameters for which an empty segment stands too. */
export function routeTable<R extends { readonly path: string }>(routes: readonly R[], mayBeEmpty: readonly string[] = []): RouteTable<R> {
  const root = empty<R>();
  for (const route of routes) grow(root, route.path.split('/')).routes.push(route);
  return (path) => {
    const at: Record<string, string> = {};
    let here: Node<R> | undefined = root;
    for (const segment of path.split('/')) {
      const fixed: Node<R> | undefined = here.fixed.get(segment);
      const any: Node<R>['any'] = fixed ? undefined : here.any;
      if (any && !segment && !mayBeEmpty.includes(any.name)) return undefined;
      if (any) at[any.name] = segment;
      here = fixed ?? any?.node;
      if (!here) return undefined;
    }
    return here.routes.length ? { routes: here.routes, at } : undefined;
  };
}

function grow<R>(from: Node<R>, segments: readonly string[]): Node<R> {
  let here = from;
  for (const segment of segments) {
    if (segment.startsWith(':')) here = (here.any ??= { name: segment.slice(1), node: empty() }).node;
    else {
      const next = here.fixed.get(segment) ?? empty<R>();
      here.fixed.set(segment, next);
      here = next;
    }
  }
  return here;
}
