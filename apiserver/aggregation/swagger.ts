/** OpenAPI v2 documents of others: the part that is one group and version's (k8s.io/kube-openapi pkg/aggregator FilterSpecByPaths). */
export type Json = Readonly<Record<string, unknown>>;

export interface Swagger {
  readonly paths: Json;
  readonly definitions: Json;
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const definitionPrefix = '#/definitions/';
const parameterPrefix = '#/parameters/';

/** Names of the definitions that something refers to. */
function referred(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const each of value) referred(each, found);
  if (!isObject(value)) return;
  for (const [key, each] of Object.entries(value)) {
    if (key === '$ref' && typeof each === 'string' && each.startsWith(definitionPrefix)) found.add(each.slice(definitionPrefix.length));
    else referred(each, found);
  }
}

/** A copy in which every reference to a shared parameter is that parameter. */
function withParameters(value: unknown, parameters: Json): unknown {
  if (Array.isArray(value)) return value.map((each) => withParameters(each, parameters));
  if (!isObject(value)) return value;
  const { $ref } = value;
  if (typeof $ref === 'string' && $ref.startsWith(parameterPrefix)) return parameters[$ref.slice(parameterPrefix.length)] ?? {};
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withParameters(each, parameters)]));
}

/** Paths below `prefix`, and the definitions that they lead to; undefined when there is no such path. */
export function partOf(document: unknown, prefix: string): Swagger | undefined {
  const { paths, definitions, parameters } = isObject(document) ? document : {};
  const known = isObject(definitions) ? definitions : {};
  const own = Object.entries(isObject(paths) ? paths : {}).filter(([path]) => path.startsWith(prefix));
  if (own.length === 0) return undefined;
  const kept = withParameters(Object.fromEntries(own), isObject(parameters) ? parameters : {}) as Json;
  const wanted = new Set<string>();
  referred(kept, wanted);
  // A set goes on with what is added to it meanwhile.
  for (const name of wanted) referred(known[name], wanted);
  return { paths: kept, definitions: Object.fromEntries(Object.entries(known).filter(([name]) => wanted.has(name))) };
}
