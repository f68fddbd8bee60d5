/** Makes something when it is first asked for: definitions are many, and most of their versions are never used. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
