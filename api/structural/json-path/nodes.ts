/** What a JSONPath is made of (k8s.io/client-go util/jsonpath node.go). */

export class JsonPathError extends Error {}

export type Node =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined; readonly step: number | undefined; readonly single: boolean }
  | { readonly kind: 'wildcard' | 'recursive' }
  | { readonly kind: 'union'; readonly paths: readonly (readonly Node[])[] }
  | { readonly kind: 'filter'; readonly left: readonly Node[]; readonly operator: string; readonly right: readonly Node[] }
  | { readonly kind: 'constant'; readonly value: string | number | boolean };
