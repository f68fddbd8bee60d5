/** The kinds of the minik8s API that Kubernetes has no kind for (docs/dialects/minik8s.md). */
export { age, builtIn, ruledBy } from '../../custom/built-in';

const group = { group: 'minik8s.io', version: 'v1', scope: 'Namespaced', categories: ['minik8s'] } as const;

/** The shortest way to say which kind it is. */
export const named = (kind: string, plural: string, ...shortNames: readonly string[]) => ({ ...group, kind, plural, shortNames });
