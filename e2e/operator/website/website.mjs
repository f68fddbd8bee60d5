/** The kind and its versions. */
export const group = 'web.example.com';
export const version = 'v1';
export const plural = 'websites';
export const systemNamespace = 'website-system';
export const managedBy = 'website-operator';

/** What v1alpha1 has no place for. */
const lostAnnotation = `${group}/tier`;

/** An object of either version as one of the other. */
export function convert(website, apiVersion) {
  if (website.apiVersion === apiVersion) return website;
  return apiVersion === `${group}/v1` ? toV1(website) : toAlpha(website);
}

function toV1({ metadata, spec: { hostname, replicas, title, body }, ...rest }) {
  const { [lostAnnotation]: tier, ...annotations } = metadata.annotations ?? {};
  return { ...rest, apiVersion: `${group}/v1`, metadata: { ...metadata, annotations }, spec: { host: hostname, replicas, tier, page: { title, body } } };
}

function toAlpha({ metadata, spec: { host, replicas, tier, page }, ...rest }) {
  const annotations = { ...metadata.annotations, ...(tier && { [lostAnnotation]: tier }) };
  return { ...rest, apiVersion: `${group}/v1alpha1`, metadata: { ...metadata, annotations }, spec: { hostname: host, replicas, title: page?.title, body: page?.body } };
}
